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

describe('10,000 tasks from 500 contexts over 4 threads', () => {
  test('read nothing but what is theirs', async () => {
    const pool = makePool({ minThreads: 4, maxThreads: 4, concurrentTasksPerWorker: 4 });
    const counts = { right: 0, wrong: 0 };
    const submit = async (index: number): Promise<void> => {
      const id = `id${index}`;
      await inContext(id, async () => {
        const one = async (): Promise<void> => {
          const result = (await pool.run(id, { name: 'mix' })) as Mixed;
          counts[isRight(id, result) && request.id === id ? 'right' : 'wrong'] += 1;
        };
        await Promise.all(Array.from({ length: TASKS / CONTEXTS }, one));
      });
    };
    await Promise.all(Array.from({ length: CONTEXTS }, (_, index) => submit(index)));
    expect(counts).toEqual({ right: TASKS, wrong: 0 });
  });

  test('each give their own result or are lost in their own context while threads are killed', async () => {
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
      // The next one when others have got on with their work.
      while (!progress.finished && progress.done < goal) await new Promise(setImmediate);
      if (!progress.finished && progress.kills < 20) return kill();
    };
    const submit = async (index: number): Promise<void> => {
      const id = `id${index}`;
      await inContext(id, async () => {
        const one = async (): Promise<void> => {
          try {
            const result = (await pool.run(id, { name: 'mix' })) as Mixed;
            counts[isRight(id, result) ? 'right' : 'wrong'] += 1;
          } catch (error) {
            if (!(error instanceof TaskLostError)) errors.add(error);
            counts[request.id === id ? 'lost' : 'wrong'] += 1;
          } finally {
            if (request.id !== id) counts.wrong += 1;
            progress.done += 1;
          }
        };
        await Promise.all(Array.from({ length: TASKS / CONTEXTS }, one));
      });
    };
    await once(pool, 'workerCreate');
    const killing = kill();
    await Promise.all(Array.from({ length: CONTEXTS }, (_, index) => submit(index)));
    progress.finished = true;
    await killing;
    expect([...errors]).toEqual([]);
    expect(counts.wrong).toBe(0);
    expect(counts.right + counts.lost).toBe(TASKS);
    expect(progress.kills).toBeGreaterThan(3);
    expect(counts.right).toBeGreaterThan(TASKS / 2);
  });
});
