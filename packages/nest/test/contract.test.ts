import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { ContextModule } from '@aiolocals/nest';
import {
  type Adapter,
  connectionCases,
  departureCases,
  interimCases,
  parserCases,
  type Plain,
  responseCases,
  streamCases,
  testContract,
  waitingCases,
} from '@aiolocals/testing';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { inject } from 'vitest';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

@Module({ imports: [ContextModule.forRoot()] })
class AppModule {}

const adapterOf = (platform: 'express' | 'fastify'): Adapter<Plain> => ({
  name: `nest-${inject('major')}-${platform}`,
  protocol: 'http',
  serve: async (mount) => {
    const options = { logger: false, bodyParser: false } as const;
    const app =
      platform === 'express'
        ? await NestFactory.create(AppModule, options)
        : await NestFactory.create(AppModule, new FastifyAdapter(), options);
    const handlers: Handler[] = [];
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

testContract(
  [adapterOf('express'), adapterOf('fastify')],
  [
    ...streamCases,
    ...responseCases,
    ...connectionCases,
    ...departureCases,
    ...waitingCases,
    ...interimCases,
    ...parserCases,
  ],
);
