import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Context } from '@aiolocals/core';
import { inContext } from './in-context.js';
import { makePool } from './pool.js';

const TASKS = 1500;

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** Counts the shared memory that is made from now on. */
function countMemory(): { made: number } {
  const counts = { made: 0 };
  const Counting = new Proxy(SharedArrayBuffer, {
    construct(target, args, newTarget) {
      counts.made += 1;
      return Reflect.construct(target, args, newTarget) as SharedArrayBuffer;
    },
  });
  vi.stubGlobal('SharedArrayBuffer', Counting);
  return counts;
}

describe('the flags of a pool', () => {
  test('take less than a megabyte, however many tasks the pool runs at once', () => {
    const before = process.memoryUsage().arrayBuffers;
    makePool({ concurrentTasksPerWorker: 10_000 });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 20);
  });

  test('reach a task although work that an earlier task left behind has polled its own flag', async () => {
    const pool = makePool();
    const { port1: left, port2: leaving } = new MessageChannel();
    await inContext('a1', () => pool.run(leaving, { name: 'lookLater', transferList: [leaving] }));
    const { port1: port, port2 } = new MessageChannel();
    const context = new Context({ parent: null });
    const running = once(port, 'message');
    const result = context.run(async () =>
      pool.run(port2, { name: 'untilAborted', transferList: [port2] }),
    );
    await running;
    const looked = once(left, 'message');
    left.postMessage('look');
    await looked;
    context.cancel();
    expect(await result).toMatchObject({ code: 'ERR_CANCELLED' });
  });

  test('tasks that have ended leave their flags to later tasks, whatever became of them', async () => {
    const pool = makePool();
    await pool.run(1);
    const memory = countMemory();
    for (let round = 0; round < 20; round++) {
      await inContext('a1', async () => {
        await pool.run(1, { name: 'cancelled' });
        await expect(pool.run(1, { name: 'fail' })).rejects.toThrow('spam');
        await expect(pool.run(() => {})).rejects.toThrow('could not be cloned');
      });
    }
    expect(memory.made).toBe(0);
  });

  test('a thousand tasks at once make no memory for flags', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 1000 });
    await pool.run(1);
    const memory = countMemory();
    for (let round = 0; round < 5; round++) {
      await inContext('a1', async () =>
        Promise.all(Array.from({ length: 1000 }, (_, task) => pool.run(task))),
      );
    }
    expect(memory.made).toBe(0);
  });

  test('more tasks at once than the pool has flags each learn of their cancellation', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 2 * TASKS });
    const context = new Context({ parent: null });
    const tasks = context.run(async () =>
      Promise.all(
        Array.from({ length: TASKS }, () => pool.run(undefined, { name: 'untilAborted' })),
      ),
    );
    // All of them run.
    expect(await pool.run(1)).toMatchObject({ task: 1 });
    expect(pool.queueSize).toBe(0);
    context.cancel();
    const codes = (await tasks).map((reason) => (reason as { code: string }).code);
    const right = codes.filter((code) => code === 'ERR_CANCELLED').length;
    expect({ right, wrong: codes.length - right, missing: TASKS - codes.length }).toEqual({
      right: TASKS,
      wrong: 0,
      missing: 0,
    });
  });

  test('a task that has ended waits for its flag no longer', async () => {
    const pool = makePool();
    for (let round = 0; round < 5; round++)
      await inContext('a1', () => pool.run(1, { name: 'listen' }));
    const woken: number[] = [];
    const { notify } = Atomics;
    vi.spyOn(Atomics, 'notify').mockImplementation((...args) => {
      const count = notify(...args);
      woken.push(count);
      return count;
    });
    // It has the flag that the earlier tasks had.
    const context = new Context({ parent: null });
    const { port1: port, port2 } = new MessageChannel();
    const running = once(port, 'message');
    const result = context.run(async () =>
      pool.run(port2, { name: 'untilAborted', transferList: [port2] }),
    );
    await running;
    context.cancel();
    expect(await result).toMatchObject({ code: 'ERR_CANCELLED' });
    // Piscina wakes its thread with the same function: one waiter at most each time.
    expect(Math.max(...woken)).toBe(1);
  });
});
