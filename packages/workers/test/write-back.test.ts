import { once } from 'node:events';
import { Piscina } from 'piscina';
import { describe, expect, test } from 'vitest';
import { Context, Local, request } from '@aiolocals/core';
import { inContext } from './in-context.js';
import { makePool } from './pool.js';

interface Cart {
  items: string[];
  count: number;
  kept: string;
}
const cart = Local.for<Cart>(
  'test.pool.cart',
  { items: () => [], count: 0, kept: 'home' },
  { travels: ['items', 'count'] },
);
const bag = Local.for('test.pool.bag');
const writing = { name: 'write', writeBack: true } as const;

describe('writeBack', () => {
  test('makes what the task assigned and deleted in the submitter’s context, and nothing else', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      Object.assign(bag, { gone: 1, stays: 1 });
      const child = new Context();
      expect(await pool.run({ spam: 'ham', gone: null }, writing)).toEqual({
        spam: 'ham',
        gone: null,
      });
      expect({ ...bag }).toEqual({ spam: 'ham', stays: 1 });
      expect({ ...cart }).toEqual({ items: [], count: 1, kept: 'home' });
      expect({ ...request }).toEqual({ id: 'a1', path: 'written' });
      expect(child.run(() => ({ ...bag, count: cart.count }))).toEqual({
        gone: 1,
        stays: 1,
        count: 0,
      });
    });
  });

  test('is not made unless it is asked for', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      await pool.run({ spam: 'ham' }, { name: 'write' });
      expect({ ...bag, ...request }).toEqual({ id: 'a1', path: '' });
    });
  });

  test('comes in the order in which the tasks complete', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 2 });
    await inContext('a1', async () => {
      await Promise.all([
        pool.run({ last: 'slow', sleep: 50 }, writing),
        pool.run({ last: 'fast' }, writing),
      ]);
      expect(bag['last']).toBe('slow');
    });
  });

  test('is dropped if the task fails', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      await expect(pool.run({ fail: true, spam: 'ham' }, writing)).rejects.toThrow('failed');
      expect({ ...bag, ...request }).toEqual({ id: 'a1', path: '' });
    });
  });

  test('is dropped, and reported, if the submitter has closed', async () => {
    const pool = makePool();
    const warned = once(process, 'warning');
    let closed: Context | undefined;
    const running = inContext('a1', () => {
      closed = Context.current();
      return { result: pool.run({ spam: 'ham' }, writing) };
    });
    expect(await running.result).toEqual({ spam: 'ham' });
    expect(closed?.enter(() => ({ ...bag }))).toEqual({});
    const [warning] = (await warned) as [Error & { code: string }];
    expect(warning.code).toBe('AIOLOCALS_WRITE_BACK_DROPPED');
    expect(warning.message).toBe(
      'Dropped what a task wrote back to `aiolocals.request`, `test.pool.cart`, `test.pool.bag`: context `A1`, ' +
        'which submitted it, has closed; await the task inside of the context',
    );
    const silent = inContext('a1', () => ({ result: pool.run(1, { writeBack: true }) }));
    expect(await silent.result).toMatchObject({ task: 1 });
  });

  test('goes with a result that is moved, and with none where there is no context', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      const back = await pool.run(Piscina.move(new ArrayBuffer(8)), {
        name: 'writeBytes',
        writeBack: true,
      });
      expect([(back as ArrayBuffer).byteLength, bag['size']]).toEqual([8, 8]);
    });
    expect(await pool.run(1, { writeBack: true })).toMatchObject({ task: 1 });
  });
});
