import type { AddressInfo } from 'node:net';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type DynamicModule,
  type ExecutionContext,
  type INestMicroservice,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  type PipeTransform,
  type RpcExceptionFilter,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  EventPattern,
  MessagePattern,
  type MicroserviceOptions,
  Payload,
} from '@nestjs/microservices';
import { interval, map, type Observable, take, tap, throwError } from 'rxjs';
import { SharedConnection } from './shared-connection.js';
import type { Tally } from './tally.js';

/** What a message of the tests carries. */
export interface Data {
  readonly id: string;
}

type Server = Record<'addHandler', (...args: unknown[]) => unknown> & {
  readonly server?: { address(): AddressInfo };
  port?: number;
};

export interface MessageApp {
  readonly app: INestMicroservice;
  /** Of a TCP server. */
  readonly port: () => number;
}

const tick = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 1));

export interface MessageAppOptions {
  readonly transport: MicroserviceOptions;
  readonly imports?: readonly DynamicModule[];
  /** Of all patterns. */
  readonly prefix?: string;
  /** Called when a handler of an event has run. */
  readonly onEvent?: () => void;
  /** Gets the server before Nest registers the handlers. */
  readonly prepare?: (server: Server) => void;
}

/** Starts a microservice that reports whose id each place sees. */
export async function startMessageApp(
  tally: Tally,
  options: MessageAppOptions,
): Promise<MessageApp> {
  const { transport, imports = [], prefix = '', onEvent, prepare } = options;
  const see = (place: string, { id }: Data): void => tally.see(place, id);
  const connection = new SharedConnection();

  @Injectable()
  class Guard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const data = context.switchToRpc().getData<Data>();
      see('guard', data);
      await new Promise<void>((resolve) => connection.query(resolve));
      see('guard, after a shared connection', data);
      return true;
    }
  }

  @Injectable()
  class Interceptor implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const data = context.switchToRpc().getData<Data>();
      see('interceptor, before', data);
      return next.handle().pipe(tap({ next: () => see('interceptor, after', data) }));
    }
  }

  @Injectable()
  class Pipe implements PipeTransform {
    transform(value: Data): Data {
      see('pipe', value);
      return value;
    }
  }

  @Catch()
  class Filter implements RpcExceptionFilter {
    catch(error: unknown, host: ArgumentsHost): Observable<unknown> {
      see('exception filter', host.switchToRpc().getData<Data>());
      return throwError(() => String(error));
    }
  }

  @Injectable({ scope: Scope.REQUEST })
  class ScopedService {
    work(data: Data): string {
      see('request-scoped provider', data);
      return data.id;
    }
  }

  @Controller()
  @UseGuards(Guard)
  @UseInterceptors(Interceptor)
  @UsePipes(Pipe)
  @UseFilters(Filter)
  class MessagesController {
    @MessagePattern(`${prefix}plain`)
    async plain(@Payload() data: Data): Promise<string> {
      see('handler', data);
      await tick();
      see('handler, after an await', data);
      return data.id;
    }

    @MessagePattern({ cmd: `${prefix}stream` })
    stream(@Payload() data: Data): Observable<string> {
      return interval(1).pipe(
        take(3),
        map(() => {
          see('stream of results', data);
          return data.id;
        }),
      );
    }

    @MessagePattern(`${prefix}failing`)
    async failing(): Promise<void> {
      await tick();
      throw new Error('failed');
    }

    @EventPattern<Record<string, Data>>(`${prefix}event`)
    async event(@Payload() data: Data): Promise<void> {
      await tick();
      see('event handler', data);
      onEvent?.();
    }
  }

  @Controller()
  class FurtherController {
    @EventPattern<Record<string, Data>>(`${prefix}event`)
    async event(@Payload() data: Data): Promise<void> {
      await tick();
      see('second handler of an event', data);
      onEvent?.();
    }

    @MessagePattern(`${prefix}bare`)
    bare(@Payload() data: Data): string {
      see('handler without enhancers', data);
      return data.id;
    }
  }

  @Controller()
  class ScopedController {
    private readonly service: ScopedService;
    constructor(@Inject(ScopedService) service: ScopedService) {
      this.service = service;
    }

    @MessagePattern(`${prefix}scoped`)
    scoped(@Payload() data: Data): string {
      return this.service.work(data);
    }
  }

  @Module({
    imports: [...imports],
    controllers: [MessagesController, FurtherController, ScopedController],
    providers: [ScopedService],
  })
  class AppModule {}

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
    ...transport,
    logger: false,
  });
  const { serverInstance, server } = app as unknown as Record<'serverInstance' | 'server', Server>;
  const started = serverInstance ?? server;
  // Nest 10 takes 0 for no port, and listens on 3000.
  if (started.port !== undefined) started.port = 0;
  prepare?.(started);
  await app.listen();
  const port = (): number => {
    const address = started.server?.address();
    if (address === undefined) throw new Error('no TCP server');
    return address.port;
  };
  return { app, port };
}
