import { randomBytes } from 'node:crypto';

const DIGITS = 20;
/** How many ids are drawn at a time. Each id is a slice of one string, and keeps all of it in memory. */
const BATCH = 50;

let drawn = '';
let used = 0;

/**
 * Makes an id that nobody can guess and that no two units of work share: the prefix and 80 random bits in hex.
 * The bits of many are drawn at a time, because a call of the generator costs more than an id.
 */
export function makeId(prefix: string): string {
  if (used === drawn.length) {
    drawn = randomBytes((DIGITS / 2) * BATCH).toString('hex');
    used = 0;
  }
  return prefix + drawn.slice(used, (used += DIGITS));
}
