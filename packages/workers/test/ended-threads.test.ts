import { EventEmitter, once } from 'node:events';
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { Context, DeadlineError, request } from '@aiolocals/core';
import type { ContextRunOptions } from '@aiolocals/workers/piscina';
import { inContext } from './in-context.js';
import { makePool } from './pool.js';

type Pool = ReturnType<typeof makePool>;

interface Running {
  readonly result: Promise<unknown>;
  readonly context: Context;
  readonly port: MessagePort;
  readonly thread: Worker;
}

/** Starts a task in a context of its own, and waits until it runs in the only thread of the pool. */
async function started(pool: Pool, name: string, options: ContextRunOptions): Promise<Running> {
  const { port1: port, port2 } = new MessageChannel();
  const running = once(port, 'message');
  const context = new Context({ parent: null });
  let result: Promise<unknown> = Promise.resolve();
  void context.run(async () => {
    result = pool.run(port2, { name, transferList: [port2], ...options });
    await result.catch(() => {});
  });
  await running;
  port.unref();
  return { result, context, port, thread: pool.threads[0] as Worker };
}

/** Resolves when the thread has ended and another one runs tasks. */
async function replaced(pool: Pool, thread: Worker): Promise<void> {
  if (thread.threadId !== -1) await once(thread, 'exit');
  expect(await inContext('next', () => pool.run('next'))).toMatchObject({
    task: 'next',
    before: { request: { id: 'next' } },
  });
  expect(pool.threads).not.toContain(thread);
}

describe('a task with a `signal`', () => {
  test('a loop that never ends is ended with its thread when the signal aborts, as in Piscina', async () => {
    const pool = makePool();
    const controller = new AbortController();
    const { signal } = controller;
    const { result, thread } = await started(pool, 'spin', { signal });
    controller.abort('enough');
    await expect(result).rejects.toMatchObject({
      name: 'AbortError',
      message: 'The task has been aborted',
      cause: 'enough',
    });
    await replaced(pool, thread);
    await expect(pool.run(1, { signal })).rejects.toMatchObject({ cause: 'enough' });
  });

  test('an event emitter is a signal, and keeps no listener', async () => {
    const pool = makePool();
    const emitter = new EventEmitter();
    const { result, thread } = await started(pool, 'spin', { signal: emitter });
    expect(emitter.listenerCount('abort')).toBe(1);
    emitter.emit('abort');
    await expect(result).rejects.toMatchObject({ name: 'AbortError', cause: undefined });
    await replaced(pool, thread);
    expect(emitter.listenerCount('abort')).toBe(0);
    await pool.run(1, { signal: emitter });
    expect(emitter.listenerCount('abort')).toBe(0);
  });

  test('a task with a signal shares its thread with no other, as in Piscina', async () => {
    const pool = makePool({ concurrentTasksPerWorker: 4 });
    const controller = new AbortController();
    const { result } = await started(pool, 'untilAborted', { signal: controller.signal });
    const [neighbour, second] = [{}, { signal: new AbortController().signal }].map((options) =>
      inContext('a2', () => pool.run(2, options)),
    );
    expect(pool.queueSize).toBe(2);
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    expect(await neighbour).toMatchObject({ task: 2 });
    expect(await second).toMatchObject({ task: 2 });
  });

  test('a task with a signal that waits rejects when the signal aborts, and never runs', async () => {
    const pool = makePool();
    const { result, context, thread } = await started(pool, 'untilAborted', {});
    const controller = new AbortController();
    const waiting = inContext('a1', () => pool.run(1, { signal: controller.signal }));
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ message: 'The task has been aborted' });
    expect(pool.queueSize).toBe(0);
    context.cancel();
    await result;
    expect(pool.threads).toEqual([thread]);
  });

  test('cancelling the context of a task with a signal tells the task, and its thread goes on', async () => {
    const pool = makePool();
    const { signal } = new AbortController();
    const { result, context, thread } = await started(pool, 'untilAborted', { signal });
    context.cancel();
    expect(await result).toMatchObject({ code: 'ERR_CANCELLED' });
    expect(await pool.run(1)).toMatchObject({ task: 1 });
    expect(pool.threads).toEqual([thread]);
  });

  test('cancelling the context of a task with a signal that waits rejects it with the reason at once', async () => {
    const pool = makePool();
    const { result, context } = await started(pool, 'untilAborted', {});
    const waiting = new Context({ parent: null });
    const { signal } = new AbortController();
    const queued = waiting.run(async () => pool.run(1, { signal }));
    expect(pool.queueSize).toBe(1);
    const reason = new Error('enough');
    waiting.cancel(reason);
    await expect(queued).rejects.toBe(reason);
    expect(pool.queueSize).toBe(0);
    context.cancel();
    await result;
    expect(pool.completed).toBe(1);
  });
});

describe('a task with `terminate`', () => {
  test('a cancellation ends the thread at once with `terminate: true`, and rejects with the reason', async () => {
    const pool = makePool();
    const controller = new AbortController();
    const options = { terminate: true, signal: controller.signal };
    const { result, context, thread } = await started(pool, 'spin', options);
    const reason = new Error('enough');
    context.cancel(reason);
    controller.abort('too late');
    await expect(result).rejects.toBe(reason);
    await replaced(pool, thread);
  });

  test('a task that listens goes on with `terminate: milliseconds`, and so does its thread', async () => {
    const pool = makePool();
    const options = { terminate: 60_000 };
    const { result, context, thread } = await started(pool, 'untilAborted', options);
    context.cancel();
    expect(await result).toMatchObject({ code: 'ERR_CANCELLED' });
    expect(await pool.run(1)).toMatchObject({ task: 1 });
    expect(pool.threads).toEqual([thread]);
  });

  test('a task that does not listen is ended with its thread after `terminate: milliseconds`', async () => {
    const pool = makePool();
    const { result, context, thread } = await started(pool, 'spin', { terminate: 50 });
    const reason = new Error('enough');
    const start = performance.now();
    context.cancel(reason);
    await expect(result).rejects.toBe(reason);
    expect(performance.now() - start).toBeGreaterThan(45);
    await replaced(pool, thread);
  });

  test('a signal ends the thread whatever `terminate` says', async () => {
    const pool = makePool();
    const controller = new AbortController();
    const options = { terminate: 60_000, signal: controller.signal };
    const { result, context, thread } = await started(pool, 'spin', options);
    context.cancel();
    controller.abort();
    await expect(result).rejects.toMatchObject({ name: 'AbortError' });
    await replaced(pool, thread);
  });
});

describe('a task with a `timeout`', () => {
  test('a task that takes longer is ended with its thread, and rejects in its context', async () => {
    const pool = makePool();
    await inContext('a1', async () => {
      const [thread] = pool.threads;
      const result = pool.run(undefined, { name: 'hang', timeout: 100 });
      await expect(result).rejects.toThrow(DeadlineError);
      await expect(result).rejects.toThrow(
        /^The task `hang` of .*pool\.mjs was ended with its thread: it took longer than its `timeout` of 100 ms$/,
      );
      expect(request.id).toBe('a1');
      await replaced(pool, thread as Worker);
    });
  });

  test('the time that a task waits for a thread does not count', async () => {
    const pool = makePool();
    const { result, context } = await started(pool, 'untilAborted', {});
    const waiting = inContext('a1', () => pool.run(1, { timeout: 5000, name: 'remaining' }));
    const start = performance.now();
    while (performance.now() - start < 30) await new Promise(setImmediate);
    context.cancel();
    await result;
    expect(Number(await waiting)).toBeGreaterThan(4000);
    expect(Number(await waiting)).toBeLessThanOrEqual(5000);
  });

  test('the deadline of the submitter holds if it comes first', async () => {
    const pool = makePool();
    const left = await new Context({ parent: null, timeout: 1000 }).run(() =>
      pool.run(1, { timeout: 60_000, name: 'remaining' }),
    );
    expect(left).toBeLessThanOrEqual(1000);
    expect(await pool.run(1, { timeout: Infinity, name: 'remaining' })).toBe(Infinity);
  });
});
