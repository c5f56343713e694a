import { setTimeout } from 'node:timers/promises';
import { Local } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { type ConfiguredPino, configurePino } from '@aiolocals/pino';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';

const user: { name: string } = new Local<{ name: string }>({ name: 'nobody' });

/** Returns an app and its logger. Lines have the request's id, its path and its user. */
export function makeService(destination: DestinationStream): {
  app: FastifyInstance;
  logger: ConfiguredPino;
} {
  const logger = configurePino({
    pino: { base: null, timestamp: false },
    destination,
    fields: [user],
    // The debug lines of a request are written if it logs an error.
    fingersCrossed: true,
  });
  const loggerInstance: FastifyBaseLogger = logger;
  const app = Fastify({ loggerInstance });
  // Fastify logs before its first hook: the server is earlier.
  bindServer(app.server);
  app.get<{ Params: { name: string } }>('/pay/:name', async ({ params }) => {
    user.name = params.name;
    logger.debug('asking the bank');
    await setTimeout(10);
    if (params.name === 'bob') throw new Error('card declined');
    return 'paid';
  });
  return { app, logger };
}
