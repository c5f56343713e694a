import { randomFillSync } from 'node:crypto';

const BYTES = 10;
const pool = Buffer.allocUnsafeSlow(BYTES * 400);
let used = pool.length;

/**
 * Makes an id that nobody can guess and that no two units of work share: the prefix and 80 random bits in hex.
 * The bits are drawn 400 ids at a time, because a call of the generator costs more than an id.
 */
export function makeId(prefix: string): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  return prefix + pool.toString('hex', used, (used += BYTES));
}
