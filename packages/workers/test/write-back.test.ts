import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { describe, expect, test } from 'vitest';
import { Context, request } from '@aiolocals/core';
import { inContext } from './in-context.js';
import { bag, cart } from './pool-locals.js';
import { makePool } from './pool.js';

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

  test('comes in the order in which the tasks complete, and an equal value counts as assigned', async () => {
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

  test('is dropped, and reported, if the task fails', async () => {
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
    await expectReport(warned, 'the task failed; catch the error in the task to keep them');
  });

  test('is not reported if there is nothing to drop', async () => {
    const pool = makePool();
    const warnings: unknown[] = [];
    const listener = (warning: unknown): unknown => warnings.push(warning);
    process.on('warning', listener);
    await inContext('a1', async () => {
      const failed = pool.run(1, { name: 'fail', writeBack: true });
      await expect(failed).rejects.toThrow(new RangeError('spam'));
    });
    const closed = inContext('a1', () => ({ result: pool.run(1, { writeBack: true }) }));
    expect(await closed.result).toMatchObject({ task: 1 });
    // Warnings are emitted in the next tick.
    await new Promise(setImmediate);
    process.off('warning', listener);
    expect(warnings).toEqual([]);
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
    await expectReport(warned, 'that has closed; await the task inside of the context');
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
