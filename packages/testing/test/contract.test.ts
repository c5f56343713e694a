import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type RequestListener } from 'node:http';
import { Context, request } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import {
  type Adapter,
  type ContractCase,
  contractCases,
  type Plain,
  runCase,
  tableOf,
} from '@aiolocals/testing';
import { expect, test } from 'vitest';

type Wrap = (listener: RequestListener) => RequestListener;

function adapterOf(name: string, wrap: Wrap): Adapter {
  return {
    name,
    protocol: 'http',
    serve: async (mount: (plain: Plain) => void) => {
      const listeners: RequestListener[] = [];
      mount((handler) => void listeners.push(wrap((req, res) => void handler(req, res))));
      const serve: RequestListener = (req, res) => listeners.forEach((each) => each(req, res));
      return await Promise.resolve(createServer(serve));
    },
  };
}

const right = adapterOf('openRequest', (listener) => (req, res) => {
  openRequest(req, res).enter(listener, req, res);
});
const usual = adapterOf('the usual handler', (listener) => (req, res) => {
  new Context({ parent: null }).enter(() => {
    request.id = String(req.headers['x-request-id']);
    listener(req, res);
  });
});
const none = adapterOf('nothing', (listener) => listener);

const some = contractCases.filter(({ name }) => name.startsWith('chunked body'));

test('the contract finds no fault with `openRequest`', async () => {
  expect(some.length).toBeGreaterThan(1);
  for (const contractCase of some) {
    const tally = await runCase(right, contractCase);
    expect(tally).toMatchObject({ none: 0, foreign: 0, missing: 0 });
    expect(tally.correct).toBeGreaterThanOrEqual(100);
  }
});

test('the contract finds what the usual handler loses, and that there is no context without one', async () => {
  const first = some[0] as ContractCase<Plain>;
  expect((await runCase(usual, first)).none).toBeGreaterThan(0);
  const tally = await runCase(none, first);
  expect(tally.correct).toBe(0);
  expect(tally.none).toBeGreaterThanOrEqual(100);
});

test('the contract tells the context of another request from the right one', async () => {
  let ofTheFirst: Context | undefined;
  const shared = adapterOf('one context for all', (listener) => (req, res) => {
    ofTheFirst ??= openRequest(req, res);
    ofTheFirst.enter(listener, req, res);
  });
  const tally = await runCase(shared, some[0] as ContractCase<Plain>);
  expect(tally.foreign).toBeGreaterThan(tally.correct);
});

test('each case of the contract has a name of its own', () => {
  const names = contractCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a table has a line for each case and a column for each adapter', () => {
  const tally = { correct: 100, none: 0, foreign: 0, missing: 0 };
  const rows = [
    { adapter: 'a', case: 'one', ...tally },
    { adapter: 'b', case: 'one', ...tally, foreign: 3, missing: 1 },
  ];
  expect(tableOf(rows).split('\n')).toEqual([
    'correct / none / foreign  a            b',
    'one                       100 / 0 / 0  100 / 0 / 3 / 1 missing',
    'all cases                 100 / 0 / 0  100 / 0 / 3 / 1 missing',
    '',
    '2 cases on 2 adapters: 200 places correct, 0 none, 3 foreign, 1 missing',
  ]);
});

test('the sum of a table leaves out the controls', () => {
  const tally = { correct: 100, none: 0, foreign: 0, missing: 0 };
  const rows = [
    { adapter: 'a', case: 'one', ...tally },
    { adapter: 'usual', case: 'one', ...tally, foreign: 9, isControl: true },
  ];
  expect(tableOf(rows).split('\n').at(2)).toMatch(/100 \/ 0 \/ 9$/);
  expect(tableOf(rows).split('\n').at(-1)).toBe(
    '1 cases on 1 adapters: 100 places correct, 0 none, 0 foreign, 0 missing',
  );
});

test('a case leaves the storages of others alone', async () => {
  const storage = new AsyncLocalStorage<string>();
  await storage.run('mine', async () => {
    for (const contractCase of some.slice(0, 1)) await runCase(right, contractCase);
    expect(storage.getStore()).toBe('mine');
  });
});
