import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { request } from '@aiolocals/core';
import { ContextPool } from '@aiolocals/workers/piscina';
import { fixture, inContext } from './in-context.js';

const file = (name: string): string => fileURLToPath(fixture(`look-up/${name}`));
const names = [
  ['default', 'named', 'later', 'b', 'nested', 'text', 'nested.named', 'misspelt', ''],
  ['toString', 'length', 'name', '__esModule', '__proto__', 'constructor'],
].flat();

type AnyPool = Piscina<unknown, unknown>;

/** Resolves to what tasks of these names give in a pool: results and messages of errors. */
async function outcomes(pool: AnyPool, filename?: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const options = filename === undefined ? { name } : { filename, name };
    const task = inContext('a1', () => pool.run(7, options));
    found[`as ${name}`] = await task.catch((error: Error) => `${error.name}: ${error.message}`);
  }
  return found;
}

describe('the functions of a worker file', () => {
  const pools: AnyPool[] = [];
  beforeAll(() => {
    const execArgv = ['--require', file('loader.cjs')];
    for (const Pool of [Piscina, ContextPool])
      pools.push(new Pool({ minThreads: 1, maxThreads: 1, execArgv }));
  });
  afterAll(() => Promise.all(pools.map((pool) => pool.destroy())));

  test.for([
    ['members.cjs'],
    ['object.cjs'],
    ['compiled.cjs'],
    ['compiled-function.cjs'],
    ['later.cjs'],
    ['nested.cjs'],
    ['null.cjs'],
    ['throws.cjs'],
    ['members.mjs'],
    ['no-default.mjs'],
    ['for-require.mjs'],
    ['awaits.mjs'],
    ['typed.ts'],
  ] as const)(
    'each name of %s runs the function that Piscina runs, or rejects with its error',
    async ([name]) => {
      const { href } = fixture(`look-up/${name}`);
      const [expected, own] = await Promise.all(pools.map((pool) => outcomes(pool, href)));
      expect(own).toEqual(expected);
      expect(Object.keys(own ?? {})).toHaveLength(names.length);
    },
  );
});

test('the functions of the pool’s own file are found as in Piscina', async () => {
  const found = [Piscina, ContextPool].map((Pool) => {
    const pool: AnyPool = new Pool({ filename: file('members.cjs'), maxThreads: 1 });
    onTestFinished(() => pool.destroy());
    return outcomes(pool);
  });
  const [expected, own] = await Promise.all(found);
  expect(own).toEqual(expected);
  expect(new Set(Object.values(own ?? {})).size).toBeGreaterThan(3);
});

test.for<[string, object]>([
  ['a name that is no string', { name: 7 }],
  ['a file name that is no string', { filename: 7 }],
  ['a file name in which something stands behind a NUL', { filename: `${file('members.cjs')}\0b` }],
])('%s is refused with the error of Piscina', async ([, options]) => {
  const [expected, own] = await Promise.all(
    [Piscina, ContextPool].map(async (Pool) => {
      const pool: AnyPool = new Pool({ filename: file('members.cjs'), maxThreads: 1 });
      onTestFinished(() => pool.destroy());
      const refused = pool.run(7, options).then(() => 'not refused');
      return await refused.catch((error: Error) => `${error.name}: ${error.message}`);
    }),
  );
  expect(own).toBe(expected);
  expect(own).not.toBe('not refused');
});

test('a function that is a property of the exported function runs in the context of its submitter', async () => {
  const pool = new ContextPool<unknown, string>({ filename: file('members.cjs'), maxThreads: 1 });
  onTestFinished(() => pool.destroy());
  await inContext('a1', async () => {
    expect(await pool.run(1, { name: 'b' })).toBe('b');
    expect(await pool.run(1)).toBe('a');
    expect(request.id).toBe('a1');
  });
  const misspelt = pool.run(1, { name: 'bb' });
  await expect(misspelt).rejects.toThrow(
    `No handler function exported from ${file('members.cjs')}`,
  );
});
