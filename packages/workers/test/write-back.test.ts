import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { describe, expect, test } from 'vitest';
import { Context, request } from '@aiolocals/core';
import { inContext } from './in-context.js';
import { bag, cart } from './pool-locals.js';
import { makePool } from './pool.js';
import { UncloneableError } from '@aiolocals/workers';

const writing = { name: 'write', writeBack: true } as const;

async function expectReport(warned: Promise<unknown[]>, why: string): Promise<void> {
  const [warning] = (await warned) as [Error & { code: string }];
  expect(warning.code).toBe('AIOLOCALS_WRITE_BACK_DROPPED');
  expect(warning.message).toBe(
    'Dropped the changes that a task made to `aiolocals.request`, `test.pool.cart`, `test.pool.bag` for context ' +
      `\`A1\`: ${why}`,
  );
}

describe('writeBack', () => {
  test('writeBack applies the assignments and deletions of the task to its submitter, and nothing else', async () => {
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

  test('a task changes nothing in its submitter without writeBack', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      await pool.run({ spam: 'ham' }, { name: 'write' });
      expect({ ...bag, ...request }).toEqual({ id: 'a1', path: '' });
    });
  });

  test('writeBack applies changes in the order in which tasks complete, also when a value stays equal', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 2 });
    const before = { request: { id: 'a1', path: '/a1' }, cart: { count: 1 }, bag: { spam: 1 } };
    const changed = { request: { id: 'b2', path: '/b2' }, cart: { count: 2 }, bag: { spam: 2 } };
    const state = (): unknown => ({
      request: { ...request },
      cart: { count: cart.count },
      bag: { ...bag },
    });
    const start = async (values: object): Promise<{ finish: () => Promise<unknown> }> => {
      const { port1: port, port2 } = new MessageChannel();
      const options = { name: 'assign', writeBack: true, transferList: [port2] };
      const running = once(port, 'message');
      const result = pool.run({ port: port2, values }, options);
      await running;
      const finish = (): Promise<unknown> => {
        port.postMessage('go on');
        return result;
      };
      return { finish };
    };
    await inContext('a1', async () => {
      Object.assign(request, before.request);
      Object.assign(cart, before.cart);
      Object.assign(bag, before.bag);
      const [first, last] = [await start(before), await start(changed)];
      await last.finish();
      expect(state()).toEqual(changed);
      await first.finish();
      expect(state()).toEqual(before);
    });
  });

  test('writeBack drops the changes of a task that fails, and warns', async () => {
    const pool = makePool();
    const warned = once(process, 'warning');
    await inContext('a1', async () => {
      const failed = pool.run({ fails: true, spam: 'ham' }, writing);
      await expect(failed).rejects.toThrow(new Error('failed'));
      expect({ ...bag, ...cart, ...request }).toEqual({
        items: [],
        count: 0,
        kept: 'home',
        id: 'a1',
        path: '',
      });
    });
    await expectReport(warned, 'the task failed; to keep them, catch the error inside the task');
  });

  test('writeBack does not warn if there are no changes to drop', async () => {
    const pool = makePool();
    const warnings: unknown[] = [];
    const listener = (warning: unknown): unknown => warnings.push(warning);
    process.on('warning', listener);
    await inContext('a1', async () => {
      const failed = pool.run(1, { name: 'fail', writeBack: true });
      await expect(failed).rejects.toThrow(
        Object.assign(new RangeError('spam'), { code: 'ERR_SPAM' }),
      );
    });
    const closed = inContext('a1', () => ({ result: pool.run(1, { writeBack: true }) }));
    expect(await closed.result).toMatchObject({ task: 1 });
    // Warnings are emitted in the next tick.
    await new Promise(setImmediate);
    process.off('warning', listener);
    expect(warnings).toEqual([]);
  });

  test('writeBack drops the changes if the submitter has closed, and warns', async () => {
    const pool = makePool();
    const warned = once(process, 'warning');
    let closed: Context | undefined;
    const running = inContext('a1', () => {
      closed = Context.current();
      return { result: pool.run({ spam: 'ham' }, writing) };
    });
    expect(await running.result).toEqual({ spam: 'ham' });
    expect(closed?.enter(() => ({ ...bag }))).toEqual({});
    await expectReport(warned, 'the context has closed; await the task inside the context');
  });

  test.for([
    ['a function', undefined, ''],
    ['what is nested too deep', 600, 'it is nested more than 500 times'],
  ] as const)('writeBack names what cannot be sent back: %s', async ([, deep, why]) => {
    const pool = makePool();
    await inContext('a1', async () => {
      const failed = pool.run(deep, { name: 'writeUnsendable', writeBack: true });
      await expect(failed).rejects.toThrow(UncloneableError);
      await expect(failed).rejects.toThrow(
        `Cannot send \`odd\` of Local \`test.pool.bag\` to another thread: ${why}`,
      );
      expect(bag).toEqual({});
    });
    const { threads } = pool;
    expect(await pool.run(1)).toMatchObject({ task: 1 });
    expect(pool.threads).toEqual(threads);
  });

  test('writeBack works with a moved result, and does nothing outside any context', async () => {
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
