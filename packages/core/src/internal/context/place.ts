import type { Context } from '../../types/context.js';

/** How many closed ancestors a chain of places holds before it is shortened for the first time. */
const REMEMBERED = 100;

/**
 * Stands for a context among the ancestors of another one. Retains no closed context, so that a descendant can tell
 * what it is within and keep nothing of it in memory.
 *
 * A chain of background tasks, each started by the one before, would still grow by a place for each. So a chain drops
 * its closed places when it is longer than its limit, except for the nearest and for the outermost.
 */
export class Place {
  /** If it stands for a root: the root itself, while that or a descendant of it is open. */
  root: Context | undefined;
  #open = 0;
  parent: Place | undefined;
  isOpen: boolean;
  /** How many places there are up to the outermost. May be too many: a descendant may have shortened the chain. */
  readonly #length: number;
  readonly #limit: number;

  constructor(parent: Place | undefined, isOpen: boolean) {
    this.parent = parent;
    this.isOpen = isOpen;
    const length = parent === undefined ? 1 : parent.#length + 1;
    const limit = parent === undefined ? 2 * REMEMBERED : parent.#limit;
    this.#length = length <= limit ? length : shorten(this);
    // Open places stay, however many. Doubling makes the work of shortening constant for each place.
    this.#limit = length <= limit ? limit : 2 * Math.max(this.#length, REMEMBERED);
  }

  /** Notes that `root`, which it stands for, or a descendant has opened. */
  enlist(root: Context): void {
    this.root = root;
    this.#open += 1;
  }

  /** Notes that the root or a descendant has closed. When the last has closed, nothing retains the root. */
  discharge(): void {
    this.#open -= 1;
    if (this.#open === 0) this.root = undefined;
  }
}

/** Whether `sought` is `place` or one of those that it is in. */
export function isIn(place: Place | undefined, sought: Place): boolean {
  let each = place;
  while (each !== undefined && each !== sought) each = each.parent;
  return each === sought;
}

/** Drops the closed places of a chain, except for the nearest and the outermost. Returns how many are left. */
function shorten(place: Place): number {
  let length = 1;
  let closed = 0;
  let last = place;
  for (let each = place.parent; each !== undefined; each = each.parent) {
    const isOutermost = each.parent === undefined;
    if (!each.isOpen && !isOutermost && ++closed > REMEMBERED) continue;
    last.parent = each;
    last = each;
    length += 1;
  }
  return length;
}
