import type { Slots } from './flag-memory.js';

/** What the threads of a pool find in the environment data, under the key of the pool. */
export interface PoolData {
  readonly slots: Slots;
  readonly filename: string | undefined;
  readonly name: string;
}
