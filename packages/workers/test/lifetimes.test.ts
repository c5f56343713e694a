import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { bind, Context } from '@aiolocals/core';
import type { ContextPool, ContextRunOptions } from '@aiolocals/workers/piscina';
import { fixture, inContext } from './in-context.js';
import { makePool } from './pool.js';

interface Running {
  result: Promise<unknown>;
  context: Context;
  port: MessagePort;
}

/** Starts a task and waits until it runs. */
async function started(
  pool: ContextPool<unknown, unknown>,
  name: string,
  options: ContextRunOptions = {},
  context: Context = new Context({ parent: null, ident: 'A' }),
): Promise<Running> {
  const { port1: port, port2 } = new MessageChannel();
  const running = once(port, 'message');
  // The context stays open until the task has ended.
  let result: Promise<unknown> = Promise.resolve();
  void context.run(async () => {
    result = pool.run(port2, { name, transferList: [port2], ...options });
    await result.catch(() => {});
  });
  await running;
  return { result, context, port };
}

describe('a running task', () => {
  test('a running task sees its signal abort when its submitter is cancelled, and its thread continues', async () => {
    const pool = makePool();
    const [thread] = pool.threads;
    const { result, context } = await started(pool, 'untilAborted');
    context.cancel();
    expect(await result).toEqual({ name: 'AbortError', code: 'ERR_CANCELLED', id: '' });
    expect(await inContext('a2', () => pool.run(1, { name: 'listen' }))).toBe(false);
    expect(pool.threads).toEqual([thread]);
  });

  test('a running task can poll `cancelled` in a loop that never yields', async () => {
    const pool = makePool();
    const { result, context } = await started(pool, 'untilCancelled');
    context.cancel();
    expect(await result).toBe('AbortError');
  });

  test('cancelling one task of a thread leaves its other tasks alone', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 4 });
    const both = await Promise.all([started(pool, 'untilAborted'), started(pool, 'untilAborted')]);
    both[0].context.cancel();
    expect(await both[0].result).toMatchObject({ code: 'ERR_CANCELLED' });
    const neighbour = Promise.race([both[1].result, inContext('a3', () => pool.run(3))]);
    expect(await neighbour).toMatchObject({ task: 3 });
    both[1].context.cancel();
    expect(await both[1].result).toMatchObject({ code: 'ERR_CANCELLED' });
  });

  test('a running task has the deadline of its submitter, and sees its signal abort when it passes', async () => {
    const pool = makePool();
    await new Context({ parent: null, timeout: 60_000 }).run(async () => {
      const left = (await pool.run(1, { name: 'remaining' })) as number;
      expect([left > 0, left <= 60_000]).toEqual([true, true]);
    });
    const context = new Context({ parent: null, timeout: 500 });
    const { result } = await started(pool, 'untilAborted', {}, context);
    expect(await result).toMatchObject({ name: 'TimeoutError', code: 'ERR_DEADLINE' });
    expect(await inContext('a1', () => pool.run(1, { name: 'remaining' }))).toBe(Infinity);
  });

  test('a task that is submitted after its cancelled context has closed runs', async () => {
    const pool = makePool();
    const context = new Context({ parent: null });
    const late = context.run(() => {
      context.cancel();
      return bind(() => pool.run(1));
    });
    expect(context.closed).toBe(true);
    expect(await late()).toMatchObject({ task: 1 });
  });

  test('a running task is not cancelled once its submitter has closed', async () => {
    const pool = makePool();
    const context = new Context({ parent: null });
    const { result } = context.run(() => ({ result: pool.run(1) }));
    context.cancel();
    expect(await result).toMatchObject({ task: 1 });
  });

  test('a cancelled task with `terminate` ends its thread and rejects with the reason', async () => {
    const pool = makePool();
    const [thread] = pool.threads;
    const exit = once(thread as NonNullable<typeof thread>, 'exit');
    const { result, context, port } = await started(pool, 'hang', { terminate: true });
    const reason = new Error('enough');
    context.cancel(reason);
    await expect(result).rejects.toBe(reason);
    await exit;
    port.close();
    expect(await inContext('a2', () => pool.run(1))).toMatchObject({ task: 1 });
  });
});

describe('a queued task', () => {
  test('a task that was queued learns of a cancellation once it runs', async () => {
    const pool = makePool();
    const first = await started(pool, 'untilAborted');
    const { port1: port, port2 } = new MessageChannel();
    const context = new Context({ parent: null });
    const result = context.run(async () =>
      pool.run(port2, { name: 'untilAborted', transferList: [port2] }),
    );
    expect(pool.queueSize).toBe(1);
    const running = once(port, 'message');
    first.context.cancel();
    await running;
    context.cancel();
    expect(await result).toMatchObject({ code: 'ERR_CANCELLED' });
  });

  test('a queued task rejects at once when its submitter is cancelled, and never runs', async () => {
    const pool = makePool();
    const running = await started(pool, 'untilAborted');
    const reason = new Error('enough');
    const waiting = new Context({ parent: null });
    const result = waiting.run(async () => pool.run(1));
    expect(pool.queueSize).toBe(1);
    waiting.cancel(reason);
    expect(pool.queueSize).toBe(0);
    await expect(result).rejects.toBe(reason);
    running.context.cancel();
    await running.result;
    expect(pool.completed).toBe(1);
  });

  test('a task of a context that is already cancelled rejects with the reason and is not sent', async () => {
    const pool = makePool();
    const reason = new Error('enough');
    await inContext('a1', async () => {
      Context.current()?.cancel(reason);
      await expect(pool.run(1)).rejects.toBe(reason);
    });
    expect(pool.completed).toBe(0);
  });
});

test('no task is cancelled by the flag of a task that ran before it', async () => {
  const pool = makePool({ concurrentTasksPerWorker: 2 });
  for (let round = 0; round < 20; round++) {
    const { result, context } = await started(pool, 'untilAborted');
    context.cancel();
    expect(await result).toMatchObject({ code: 'ERR_CANCELLED' });
    const others = await inContext('a1', () =>
      Promise.all(['listen', 'cancelled', 'listen'].map((name) => pool.run(1, { name }))),
    );
    expect(others).toEqual([false, false, false]);
  }
});

test('a task that waits for its cancellation keeps neither thread nor process alive', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    fileURLToPath(fixture('waiting.mjs')),
  ]);
  expect({ stdout, stderr }).toEqual({ stdout: 'listening\n', stderr: '' });
});
