import {
  expressAdapters,
  expressPostgresCases,
  koaAdapters,
  koaPostgresCases,
  PostgresServer,
  testContract,
  usualExpress,
} from '@aiolocals/contract';
import { runCase } from '@aiolocals/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let server: PostgresServer;
const port = (): number => server.port;

beforeAll(async () => {
  server = await PostgresServer.open();
  // It compiles a whole database first.
}, 120_000);
afterAll(async () => await server.close());

testContract(expressAdapters, expressPostgresCases(port));
testContract(koaAdapters, [
  ...koaPostgresCases(port, 'in a promise'),
  ...koaPostgresCases(port, 'with bound callbacks'),
]);

describe('a real pool calls back in the context of another request', () => {
  describe.each(usualExpress.slice(-1))('so that $name mixes them up', (adapter) => {
    test.each(expressPostgresCases(port))('$name', async (contractCase) => {
      const tally = await runCase(adapter, contractCase);
      expect(tally.missing).toBe(0);
      expect(tally.foreign).toBeGreaterThan(tally.correct);
    });
  });

  // What the README of @aiolocals/koa says of it, and the remedy is among the cases above.
  describe.each(koaAdapters.slice(-1))('so that $name needs a bound callback', (adapter) => {
    test.each(koaPostgresCases(port, 'with callbacks'))('$name', async (contractCase) => {
      const tally = await runCase(adapter, contractCase);
      expect(tally.missing).toBe(0);
      expect(tally.foreign).toBeGreaterThan(tally.correct);
    });
  });
});
