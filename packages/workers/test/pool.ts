import { ContextPool, type ContextPoolOptions } from '@aiolocals/workers/piscina';
import { onTestFinished } from 'vitest';
import { fixture } from './in-context.js';

/** Returns a pool that runs the functions of `fixtures/pool.mjs`. It is destroyed when the test is done. */
export function makePool(options: ContextPoolOptions = {}): ContextPool<unknown, unknown> {
  const pool = new ContextPool<unknown, unknown>({
    filename: fixture('pool.mjs').href,
    minThreads: 1,
    maxThreads: 1,
    ...options,
  });
  onTestFinished(() => pool.destroy());
  return pool;
}
