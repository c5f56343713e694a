import { createServer } from 'node:http';
import { Context, request } from '@aiolocals/core';
import {
  type Adapter,
  type ExpressApp,
  expressRoutingCases,
  expressVersions,
  type Plain,
  runCase,
  streamCases,
} from '@aiolocals/testing';
import { expect, test } from 'vitest';

// What the contract is worth shows on the middleware that everybody writes.

const usualPlain: Adapter<Plain> = {
  name: 'the usual handler',
  protocol: 'http',
  serve: async (mount) => {
    const server = createServer();
    mount((handler) => {
      server.on('request', (req, res) => {
        new Context().enter(() => {
          request.id = String(req.headers['x-request-id']);
          handler(req, res);
        });
      });
    });
    return await Promise.resolve(server);
  },
};

const usualExpress: Adapter<ExpressApp> = {
  name: 'the usual middleware',
  protocol: 'http',
  serve: async (mount) => {
    const [[, express] = []] = expressVersions;
    const app = express?.() as ExpressApp;
    app.use((req, _res, next) => {
      new Context().enter(() => {
        request.id = String(req.headers['x-request-id']);
        next();
      });
    });
    mount(app);
    return await Promise.resolve(createServer(app));
  },
};

test('the usual handler loses the context in listeners', async () => {
  const found = streamCases.find(({ name }) => name.startsWith('chunked body: data'));
  const tally = await runCase(usualPlain, found as (typeof streamCases)[number]);
  expect(tally.missing).toBe(0);
  expect(tally.none).toBeGreaterThan(0);
});

test('the usual middleware mixes up requests that share connections', async () => {
  const found = expressRoutingCases.find(({ name }) => name.endsWith('connection: handler'));
  const tally = await runCase(usualExpress, found as (typeof expressRoutingCases)[number]);
  expect(tally.missing).toBe(0);
  expect(tally.foreign).toBeGreaterThan(tally.correct);
});
