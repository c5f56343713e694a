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

/** Runs a task that cannot end well, then one that does in the same pool. */
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

describe('a task rejects with a clear error, in its context, and the pool goes on, if its thread', () => {
  test('exits', async () => {
    const error = await lose((pool) => pool.run(3, { name: 'exit' }));
    expect(error).toBeInstanceOf(TaskLostError);
    expect(error).toMatchObject({
      code: 'ERR_TASK_LOST',
      message:
        `The task \`exit\` of ${fileURLToPath(fixture('pool.mjs'))} was lost: its thread exited with code 3; the pool goes on ` +
        'with other threads, so submit it again if it may run twice',
    });
    expect((error as Error).cause).toEqual(new Error('worker exited with code: 3'));
  });

  test('is terminated', async () => {
    const error = await lose(async (pool) => {
      const result = pool.run(undefined, { name: 'hang' });
      await pool.threads[0]?.terminate();
      return result;
    });
    expect(error).toBeInstanceOf(TaskLostError);
  });

  test('runs out of memory', async () => {
    const error = await lose((pool) => pool.run(1, { name: 'outOfMemory' }), {
      resourceLimits: { maxOldGenerationSizeMb: 16 },
    });
    expect((error as Error).message).toContain('its thread ran out of memory');
  });

  test('has an error that nobody caught', async () => {
    const error = await lose((pool) => pool.run(1, { name: 'die' }));
    expect(error).toMatchObject({ name: 'TypeError', message: 'later' });
  });

  test('is well, and the task throws what is no error', async () => {
    expect(await lose((pool) => pool.run('spam', { name: 'throwIt' }))).toBe('spam');
  });
});

test('a task rejects with a clear error, in its context, if its pool is destroyed', async () => {
  const pool = makePool();
  await inContext('a1', async () => {
    const [running, queued] = [1, 2].map(() => pool.run(undefined, { name: 'hang' }));
    const destroyed = pool.destroy();
    for (const result of [running, queued]) {
      await expect(result).rejects.toThrow(/ was lost: its thread was terminated; /);
      expect(request.id).toBe('a1');
    }
    await destroyed;
  });
});

describe('a task rejects with a clear error, in its context, and the pool goes on, if its file', () => {
  test('does not exist', async () => {
    const error = await lose((pool) => pool.run(1), { filename: fixture('missing.mjs').href });
    expect((error as Error).message).toMatch(/^Cannot find module '.*missing\.mjs'/);
  });

  test('throws when it is loaded', async () => {
    const error = await lose((pool) => pool.run(1), { filename: fixture('broken.mjs').href });
    expect((error as Error).message).toBe('failed at load');
  });

  test('has no such function', async () => {
    const error = await lose((pool) => pool.run(1, { name: 'missing' }));
    expect((error as Error).message).toMatch(
      /^Expected `.*pool\.mjs` to export a function as `missing`, got undefined$/,
    );
  });
});

describe.for([
  ['Piscina, whose task names it', Piscina, false],
  ['a ContextPool whose task names it', ContextPool, false],
  ['a ContextPool that it is the file of', ContextPool, true],
] as const)(
  'a file that could not be loaded is tried again by the next task of %s',
  ([, Pool, isOwn]) => {
    const own = fileURLToPath(fixture('pool.mjs'));

    /** What becomes of two tasks before `mend`, and of two after. */
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
      // It is still the same one.
      expect(pool.threads.map(({ threadId }) => threadId)).toEqual([thread]);
      return [...before, ...after];
    }

    test('if it threw', async () => {
      const result = await outcomes(fileURLToPath(fixture('mendable.cjs')), (pool) =>
        pool.run(undefined, { filename: own, name: 'mend' }),
      );
      expect(result).toEqual(['failed at load', 'failed at load', 6, 8]);
    });

    test('if it was not there', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'aiolocals-'));
      onTestFinished(() => rm(folder, { recursive: true }));
      const filename = join(folder, 'late.mjs');
      const result = await outcomes(filename, () =>
        writeFile(filename, 'export default (task) => task * 2;'),
      );
      const missing = expect.stringMatching(/^Cannot find module '.*late\.mjs'/) as string;
      expect(result).toEqual([missing, missing, 6, 8]);
    });
  },
);
