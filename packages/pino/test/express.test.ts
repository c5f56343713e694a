import { createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { contextMiddleware } from '@aiolocals/express';
import { attachContext, configurePino } from '@aiolocals/pino';
import express from 'express';
import { pino } from 'pino';
import { pinoHttp } from 'pino-http';
import { expect, test } from 'vitest';
import { judge, sendMany, serve } from './support/serve.js';
import { makeSink, parse } from './support/sink.js';

test('none of the lines of 2,000 overlapping requests has the id of another, or none', async () => {
  const sink = makeSink();
  const logger = attachContext(pino({}, sink));
  const app = express().use(contextMiddleware());
  app.get('/:n', async (req, res) => {
    const { n } = req.params;
    logger.info('step 1 of %s', n);
    await setImmediate();
    const child = logger.child({ module: 'db' });
    child.warn({ rows: 1 }, `step 2 of ${n}`);
    setTimeout(
      () => {
        child.info(`step 3 of ${n}`);
        res.end();
      },
      Number(n) % 5,
    );
  });
  await serve(createServer(app), (origin) => sendMany(origin, 2000));
  expect(judge(sink.lines)).toEqual({ lines: 6000, wrong: 0, missing: 0 });
}, 90_000);

test('pino-http beside it logs as before, and its lines have the id and the path', async () => {
  const sink = makeSink();
  const logger = attachContext(pino({}, sink));
  const app = express().use(contextMiddleware(), pinoHttp({ logger }));
  app.get('/:n', async (req, res) => {
    await setImmediate();
    req.log.info(`step 1 of ${req.params.n}`);
    res.end();
  });
  await serve(createServer(app), (origin) => sendMany(origin, 200));
  const entries = parse(sink.lines);
  expect(judge(sink.lines)).toEqual({ lines: 200, wrong: 0, missing: 0 });
  const completed = entries.filter(({ msg }) => msg === 'request completed');
  expect(completed).toHaveLength(200);
  for (const { requestPath, req } of completed)
    expect(requestPath).toBe((req as { url: string }).url);
});

test('the access log has a line for each request, in its context', async () => {
  const sink = makeSink();
  const logger = configurePino({
    destination: sink,
    accessLog: {
      level: ({ path, status }) => (path === '/health' ? false : status < 400 ? 'info' : 'error'),
    },
  });
  const app = express().use(contextMiddleware());
  app.get('/health', (_req, res) => void res.end());
  app.get('/users', (_req, res) => void res.end('hello'));
  await serve(createServer(app), async (origin) => {
    for (const path of ['/health', '/users', '/nowhere'])
      await (await fetch(origin + path, { headers: { 'X-Request-ID': 'mine-1' } })).text();
  });
  logger.stop();
  expect(parse(sink.lines)).toEqual([
    expect.objectContaining({
      level: 30,
      msg: expect.stringMatching(/^GET \/users 200 [\d.]+ ms 5 bytes$/),
      method: 'GET',
      status: 200,
      bytes: 5,
      aborted: false,
      duration: expect.any(Number),
      requestId: 'mine-1',
      requestPath: '/users',
    }),
    expect.objectContaining({ level: 50, status: 404, requestPath: '/nowhere' }),
  ]);
});
