import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { request } from '@aiolocals/core';
import { TaskLostError } from '@aiolocals/workers/piscina';
import { inContext } from './in-context.js';
import { makePool } from './pool.js';

const TASKS = 10_000;
const CONTEXTS = 500;

interface Mixed {
  found: string[];
  isClean: boolean;
}

const isRight = (id: string, { found, isClean }: Mixed): boolean =>
  isClean && found.length === 5 && found.every((seen) => seen === id);

/** Calls `one` once in each context, then again in each, until it was called for every task. */
async function inTurns(one: (id: string) => Promise<void>): Promise<void> {
  const submit = (_: unknown, index: number): Promise<void> => {
    const id = `id${index}`;
    return inContext(id, async () => {
      const tasks: Promise<void>[] = [];
      for (let round = 0; round < TASKS / CONTEXTS; round++) {
        tasks.push(one(id));
        // Lets the other contexts submit theirs.
        await undefined;
      }
      await Promise.all(tasks);
    });
  };
  await Promise.all(Array.from({ length: CONTEXTS }, submit));
}

describe('10,000 tasks from 500 interleaved contexts over 4 threads', () => {
  test('10,000 interleaved tasks each see only their own state', async () => {
    const pool = makePool({ minThreads: 4, maxThreads: 4, concurrentTasksPerWorker: 4 });
    const counts = { right: 0, wrong: 0 };
    await inTurns(async (id) => {
      const result = (await pool.run(id, { name: 'mix' })) as Mixed;
      counts[isRight(id, result) && request.id === id ? 'right' : 'wrong'] += 1;
    });
    const missing = TASKS - counts.right - counts.wrong;
    expect({ ...counts, missing }).toEqual({ right: TASKS, wrong: 0, missing: 0 });
    expect(pool.completed).toBe(TASKS);
  });

  test('10,000 interleaved tasks give their own result or a TaskLostError while threads are terminated', async () => {
    const pool = makePool({ minThreads: 4, maxThreads: 4, concurrentTasksPerWorker: 4 });
    const counts = { right: 0, lost: 0, wrong: 0 };
    const errors = new Set<unknown>();
    const progress = { done: 0, kills: 0, finished: false };
    const kill = async (): Promise<void> => {
      const threads = pool.threads.filter(({ threadId }) => threadId !== -1);
      const thread = threads[Math.floor(Math.random() * threads.length)];
      const goal = progress.done + 200;
      if (thread !== undefined) {
        progress.kills += 1;
        await thread.terminate();
      }
      // The next thread is terminated once more tasks have ended.
      while (!progress.finished && progress.done < goal) await new Promise(setImmediate);
      if (!progress.finished && progress.kills < 20) return kill();
    };
    const one = async (id: string): Promise<void> => {
      try {
        const result = (await pool.run(id, { name: 'mix' })) as Mixed;
        counts[isRight(id, result) && request.id === id ? 'right' : 'wrong'] += 1;
      } catch (error) {
        if (!(error instanceof TaskLostError)) errors.add(error);
        counts[request.id === id ? 'lost' : 'wrong'] += 1;
      } finally {
        progress.done += 1;
      }
    };
    await once(pool, 'workerCreate');
    const killing = kill();
    await inTurns(one);
    progress.finished = true;
    await killing;
    expect([...errors]).toEqual([]);
    const missing = TASKS - counts.right - counts.lost - counts.wrong;
    expect({ wrong: counts.wrong, missing }).toEqual({ wrong: 0, missing: 0 });
    expect(progress.kills).toBeGreaterThan(3);
    expect(counts.right).toBeGreaterThan(TASKS / 2);
  });
});
