import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { contextPlugin } from '@aiolocals/fastify';
import {
  bareFastifyAdapters,
  behind,
  fastifyHookCases,
  fastifyReplyCases,
  fastifyVersions,
} from '@aiolocals/contract';
import { runCase } from '@aiolocals/testing';
import type { FastifyInstance } from 'fastify-5';
import { describe, expect, test } from 'vitest';

// The sources that are under test are one copy, and what was built of them is the other.
const require = createRequire(import.meta.url);
const built = require('@aiolocals/fastify') as { contextPlugin: typeof contextPlugin };

const names = new Set([
  'hooks that call `done` from a shared connection',
  'reply.callNotFound(), called from a shared connection',
]);
const cases = [...fastifyHookCases, ...fastifyReplyCases].filter(({ name }) => names.has(name));

describe.each([
  ['the first of two copies', [contextPlugin, built.contextPlugin]],
  ['the second of two copies', [built.contextPlugin, contextPlugin]],
])('%s opens a request, and the other one adds its `setup`', (_name, plugins) => {
  test.each(bareFastifyAdapters.flatMap((adapter) => cases.map((one) => ({ adapter, one }))))(
    'on $adapter.name: $one.name',
    async ({ adapter, one }) => {
      let setups = 0;
      const both = behind(adapter, (app) => {
        for (const plugin of plugins) app.register(plugin, { setup: () => void (setups += 1) });
      });
      expect(await runCase(both, one)).toMatchObject({ none: 0, foreign: 0, missing: 0 });
      expect(setups).toBe(2 * (one.requests ?? 100));
    },
  );
});

const storage = new AsyncLocalStorage<string>();

/** What another storage holds at each place, one request after the other. */
async function readings(
  app: FastifyInstance,
  isEnteredFirst: boolean,
  isOurs: boolean,
): Promise<string[]> {
  const seen = new Set<string>();
  const note = (place: string): void => void seen.add(`${place}: ${storage.getStore()}`);
  const enter = (): void =>
    void app.addHook('onRequest', (_request, _reply, done) => storage.run('theirs', done));
  if (isEnteredFirst) enter();
  if (isOurs) app.register(contextPlugin);
  if (!isEnteredFirst) enter();
  for (const name of ['preValidation', 'preHandler', 'onResponse'] as const) {
    app.addHook(name as 'preHandler', (_request, _reply, done) => {
      note(name);
      // In a store of the hook's own, which must stay current for what follows.
      storage.run(`by ${name}`, () => setImmediate(done));
    });
  }
  app.addHook('onSend', (_request, _reply, payload, done) => {
    note('onSend');
    done(null, payload);
  });
  app.setErrorHandler((_error, _request, reply) => {
    note('error handler');
    storage.run('by the error handler', () => void reply.send('failed'));
  });
  app.post('/', (_request, reply) => {
    note('handler');
    storage.run('by the handler', () =>
      setImmediate(() => void reply.send({ toJSON: () => note('toJSON') })),
    );
  });
  app.post('/fail', async () => await Promise.reject(new Error('as the test wants it')));
  for (const url of ['/', '/fail', '/nothing']) {
    await app.inject({ method: 'POST', url, payload: { spam: 'ham' } });
  }
  return [...seen].toSorted();
}

describe.each(fastifyVersions)('on Fastify %s', (_version, fastify) => {
  test.each([
    ['before', true],
    ['after', false],
  ])(
    'a storage that is entered %s ours reads the same with and without ours',
    async (_order, isEnteredFirst) => {
      const withOurs = await readings(fastify(), isEnteredFirst, true);
      expect(withOurs.length).toBeGreaterThan(7);
      expect(withOurs).toEqual(await readings(fastify(), isEnteredFirst, false));
    },
  );
});
