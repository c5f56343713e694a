import { setImmediate } from 'node:timers/promises';
import { bindServer } from '@aiolocals/core/http';
import { contextPlugin } from '@aiolocals/fastify';
import { attachContext } from '@aiolocals/pino';
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { judge, sendMany } from './support/serve.js';
import { makeSink, parse } from './support/sink.js';

/** Sends requests to an app whose handler logs with the loggers of the request and of the app. */
async function traffic(app: FastifyInstance, count: number): Promise<void> {
  app.get('/:n', async (request) => {
    const { n } = request.params as { n: string };
    request.log.info(`step 1 of ${n}`);
    await setImmediate();
    app.log.warn({ rows: 1 }, `step 2 of ${n}`);
    return 'done';
  });
  try {
    await sendMany(await app.listen({ port: 0, host: '127.0.0.1' }), count);
  } finally {
    await app.close();
  }
}

test('none of the lines of 2,000 overlapping requests has the id of another, or none', async () => {
  const sink = makeSink();
  const app = Fastify({ loggerInstance: attachContext(pino({}, sink)) as FastifyBaseLogger });
  await app.register(contextPlugin);
  await traffic(app, 2000);
  expect(judge(sink.lines)).toEqual({ lines: 4000, wrong: 0, missing: 0 });
  const completed = parse(sink.lines).filter(({ msg }) => msg === 'request completed');
  expect(completed).toHaveLength(2000);
  expect(completed.filter(({ requestId }) => requestId === undefined)).toEqual([]);
}, 90_000);

test('with bindServer Fastify’s own first line of a request has its id as well', async () => {
  const sink = makeSink();
  const app = Fastify({ loggerInstance: attachContext(pino({}, sink)) as FastifyBaseLogger });
  bindServer(app.server);
  await traffic(app, 200);
  const own = parse(sink.lines).filter(({ msg }) =>
    /^(?:incoming request|request completed)$/.test(String(msg)),
  );
  expect(own).toHaveLength(400);
  expect(own.filter(({ requestId }) => requestId === undefined)).toEqual([]);
  const incoming = own.filter(({ req }) => req !== undefined);
  expect(incoming).toHaveLength(200);
  for (const { req, requestPath } of incoming)
    expect(requestPath).toBe((req as { url: string }).url);
});

test('what Fastify logs is the same, but for the fields', async () => {
  const logged = async (attached: boolean): Promise<unknown[]> => {
    const sink = makeSink();
    const logger = pino({ base: null }, sink);
    const loggerInstance: FastifyBaseLogger = attached ? attachContext(logger) : logger;
    const app = Fastify({ loggerInstance });
    await app.register(contextPlugin);
    await traffic(app, 3);
    return parse(sink.lines)
      .map(
        ({
          time: _time,
          requestId: _id,
          requestPath: _path,
          responseTime: _ms,
          req: _req,
          ...rest
        }) => JSON.stringify(rest).replace(/:\d{4,5}"/, ''),
      )
      .toSorted();
  };
  expect(await logged(true)).toEqual(await logged(false));
});
