import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { describe, expect, onTestFinished, test } from 'vitest';
import { request } from '@aiolocals/core';
import { ContextPool, TaskLostError } from '@aiolocals/workers/piscina';
import { fixture, inContext } from './in-context.js';
import { makePool } from './pool.js';

/** Resolves to the error of a task that fails. The next task of the same pool must succeed. */
async function lose(
  run: (pool: ReturnType<typeof makePool>) => Promise<unknown>,
  options: Parameters<typeof makePool>[0] = {},
): Promise<unknown> {
  const pool = makePool(options);
  const error = await inContext('a1', async () => {
    const caught: unknown = await run(pool).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(request.id).toBe('a1');
    return caught;
  });
  const filename = fixture('pool.mjs').href;
  expect(await inContext('a2', () => pool.run(2, { filename, name: 'look' }))).toMatchObject({
    task: 2,
    before: { request: { id: 'a2' } },
  });
  return error;
}

describe('a task whose thread ends', () => {
  test('a task whose thread exits rejects with a TaskLostError in its context, and the pool continues', async () => {
    const error = await lose((pool) => pool.run(3, { name: 'exit' }));
    expect(error).toBeInstanceOf(TaskLostError);
    expect(error).toMatchObject({
      code: 'ERR_TASK_LOST',
      message:
        `The task \`exit\` of ${fileURLToPath(fixture('pool.mjs'))} was lost: its thread ended (worker exited with code: 3); the pool continues ` +
        'with other threads, so submit the task again if it is safe to run it twice',
    });
    expect((error as Error).cause).toEqual(new Error('worker exited with code: 3'));
  });

  test('a task whose thread is terminated rejects with a TaskLostError, and the pool continues', async () => {
    const error = await lose(async (pool) => {
      const result = pool.run(undefined, { name: 'hang' });
      await pool.threads[0]?.terminate();
      return result;
    });
    expect(error).toBeInstanceOf(TaskLostError);
  });

  test('a task whose thread runs out of memory rejects with an error that says so, and the pool continues', async () => {
    const error = await lose((pool) => pool.run(1, { name: 'outOfMemory' }), {
      resourceLimits: { maxOldGenerationSizeMb: 16 },
    });
    expect((error as Error).message).toContain('its thread ran out of memory');
  });

  test('a task whose thread has an uncaught error rejects with that error, and the pool continues', async () => {
    const error = await lose((pool) => pool.run(1, { name: 'die' }));
    expect(error).toMatchObject({ name: 'TypeError', message: 'later' });
  });

  test('a task that throws a value that is no error rejects with that value, and the pool continues', async () => {
    expect(await lose((pool) => pool.run('spam', { name: 'throwIt' }))).toBe('spam');
  });
});

test('a task whose pool is destroyed rejects with a TaskLostError in its context', async () => {
  const pool = makePool();
  await inContext('a1', async () => {
    const [running, queued] = [1, 2].map(() => pool.run(undefined, { name: 'hang' }));
    const destroyed = pool.destroy();
    for (const result of [running, queued]) {
      await expect(result).rejects.toThrow(
        / was lost: its thread was terminated \(Terminating worker thread\); /,
      );
      expect(request.id).toBe('a1');
    }
    await destroyed;
  });
});

describe('a task whose worker file cannot be used', () => {
  test('a task whose worker file does not exist rejects with an error that names it, and the pool continues', async () => {
    const error = await lose((pool) => pool.run(1), { filename: fixture('missing.mjs').href });
    expect((error as Error).message).toMatch(/^Cannot find module '.*missing\.mjs'/);
  });

  test('a task whose worker file throws rejects with what it threw, and the pool continues', async () => {
    const error = await lose((pool) => pool.run(1), { filename: fixture('broken.mjs').href });
    expect((error as Error).message).toBe('failed at load');
  });

  test('a task whose worker file lacks the function rejects with Piscina’s error, and the pool continues', async () => {
    const error = await lose((pool) => pool.run(1, { name: 'missing' }));
    expect((error as Error).message).toMatch(/^No handler function exported from .*pool\.mjs$/);
  });
});

describe.for([
  ['Piscina, when the task names the file', Piscina, false],
  ['a ContextPool, when the task names the file', ContextPool, false],
  ['a ContextPool, when it is the file of the pool', ContextPool, true],
] as const)('loading a worker file again in %s', ([what, Pool, isOwn]) => {
  const own = fileURLToPath(fixture('pool.mjs'));

  /** Returns the outcomes of two tasks before `mend`, and of two after. */
  async function outcomes(
    filename: string,
    mend: (pool: Piscina<unknown, unknown>) => unknown,
  ): Promise<unknown[]> {
    const options = { filename: isOwn ? filename : own, minThreads: 1, maxThreads: 1 };
    const pool: Piscina<unknown, unknown> = new Pool(options);
    onTestFinished(() => pool.destroy());
    const thread = pool.threads[0]?.threadId;
    const run = async (task: number): Promise<unknown> =>
      pool
        .run(task, isOwn ? {} : { filename, name: 'default' })
        .catch((error: Error) => error.message);
    const before = [await run(1), await run(2)];
    await mend(pool);
    const after = [await run(3), await run(4)];
    // The thread was not replaced.
    expect(pool.threads.map(({ threadId }) => threadId)).toEqual([thread]);
    return [...before, ...after];
  }

  test(`a worker file that threw is loaded again for the next task of ${what}`, async () => {
    const result = await outcomes(fileURLToPath(fixture('mendable.cjs')), (pool) =>
      pool.run(undefined, { filename: own, name: 'mend' }),
    );
    expect(result).toEqual(['failed at load', 'failed at load', 6, 8]);
  });

  test(`a worker file that was missing is loaded again for the next task of ${what}`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aiolocals-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const filename = join(folder, 'late.mjs');
    const result = await outcomes(filename, () =>
      writeFile(filename, 'export default (task) => task * 2;'),
    );
    const missing = expect.stringMatching(/^Cannot find module '.*late\.mjs'/) as string;
    expect(result).toEqual([missing, missing, 6, 8]);
  });
});
