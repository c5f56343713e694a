import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ContextModule } from '@aiolocals/nest';
import { type Adapter, contractCases, type PlainHandler, runCase } from '@aiolocals/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { describe, expect, inject, test } from 'vitest';

@Module({ imports: [ContextModule.forRoot()] })
class AppModule {}

const adapterOf = (platform: 'express' | 'fastify'): Adapter => ({
  name: `nest-${inject('major')}-${platform}`,
  protocol: 'http',
  serve: async (mount) => {
    const options = { logger: false, bodyParser: false } as const;
    const app =
      platform === 'express'
        ? await NestFactory.create(AppModule, options)
        : await NestFactory.create(AppModule, new FastifyAdapter(), options);
    const handlers: PlainHandler[] = [];
    mount((handler) => void handlers.push(handler));
    app.use((request: IncomingMessage, response: ServerResponse) => {
      for (const handler of handlers) handler(request, response);
    });
    await app.init();
    const instance = app.getHttpAdapter().getInstance() as { ready?: () => Promise<unknown> };
    await instance.ready?.();
    return app.getHttpServer() as Server;
  },
});

const platforms =
  inject('major') === 12 ? (['express', 'fastify'] as const) : (['express'] as const);

// Nest 10 keeps it on Express alone: it is most of the time that these tests take.
describe.each(platforms.map(adapterOf))('$name', (adapter) => {
  test.for(contractCases.filter(({ on }) => on?.(adapter) !== false))(
    'keeps the context: $name',
    async (contractCase, { task }) => {
      const tally = await runCase(adapter, contractCase);
      task.meta.row = { adapter: adapter.name, case: contractCase.name, ...tally };
      expect(tally).toMatchObject({ none: 0, foreign: 0, missing: 0 });
    },
  );
});
