import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Local, request } from '@aiolocals/core';
import { ContextModule } from '@aiolocals/nest';
import {
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  Module,
  type NestInterceptor,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { Args, GraphQLModule, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { type Observable, tap } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { SharedConnection } from './support/shared-connection.js';
import { Tally } from './support/tally.js';
import { times } from './support/times.js';

const REQUESTS = times(20);

interface Cat {
  readonly id: string;
}

test('each place of overlapping GraphQL requests sees the id of its own request', async ({
  task,
}) => {
  const tally = new Tally(() => Local.peek(request)?.id);
  const connection = new SharedConnection();
  const query = (): Promise<void> => new Promise((resolve) => connection.query(resolve));

  @Injectable()
  class Guard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const { id } = context.getArgByIndex<Cat>(1);
      tally.see('guard', id);
      await query();
      tally.see('guard, after a shared connection', id);
      return true;
    }
  }

  @Injectable()
  class Interceptor implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const { id } = context.getArgByIndex<Cat>(1);
      return next.handle().pipe(tap(() => tally.see('interceptor, after', id)));
    }
  }

  @Resolver('Cat')
  class CatsResolver {
    @UseGuards(Guard)
    @UseInterceptors(Interceptor)
    @Query('cat')
    async cat(@Args('id') id: string): Promise<Cat> {
      tally.see('query', id);
      await query();
      tally.see('query, after a shared connection', id);
      return { id };
    }

    @ResolveField('name')
    async name(@Parent() { id }: Cat): Promise<string> {
      await query();
      tally.see('field', id);
      return `Tom ${id}`;
    }
  }

  @Module({
    imports: [
      ContextModule.forRoot(),
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        typeDefs: 'type Query { cat(id: String!): Cat } type Cat { id: String! name: String! }',
      }),
    ],
    providers: [CatsResolver],
  })
  class AppModule {}

  const app = await NestFactory.create(AppModule, { logger: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const asked = Array.from({ length: REQUESTS }, async (_, index) => {
    const id = `id-${index}`;
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Request-ID': id },
      body: JSON.stringify({ query: `{ cat(id: "${id}") { id name } }` }),
    });
    expect(await response.json()).toEqual({ data: { cat: { id, name: `Tom ${id}` } } });
  });
  await Promise.all(asked);
  task.meta.places = { table: 'Nest', column: 'ContextModule, GraphQL', counts: [...tally.places] };
  expect(tally.faults()).toEqual({});
  expect(tally.names()).toHaveLength(6);
});
