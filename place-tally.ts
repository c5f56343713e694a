// The tests of several packages count places: `pnpm places` collects what they counted.
/** How often a place saw the id that it should have seen, another one, or none. */
interface Count {
  right: number;
  wrong: number;
  missing: number;
}

/** What each place saw in a test, and where docs/places.md shows it. */
export interface Places {
  readonly table: string;
  readonly column: string;
  readonly counts: readonly (readonly [string, Count])[];
}

/** Counts, place by place, whose id code saw. */
export class Tally {
  readonly places: Map<string, Count> = new Map();
  readonly #read: () => string | undefined;

  /** @param read - Returns the id that the code sees. */
  constructor(read: () => string | undefined) {
    this.#read = read;
  }

  /** Called in `place` for the work whose id is `expected`. */
  see(place: string, expected: unknown): void {
    const count = this.places.get(place) ?? { right: 0, wrong: 0, missing: 0 };
    this.places.set(place, count);
    const seen = this.#read();
    if (seen === undefined || seen === '') count.missing += 1;
    else if (seen === expected) count.right += 1;
    else count.wrong += 1;
  }

  /** The places that there were, in the order of the alphabet. */
  names(): string[] {
    return [...this.places.keys()].toSorted();
  }

  /** The places at which something was not right. */
  faults(): Record<string, Count> {
    const bad = [...this.places].filter(([, { wrong, missing }]) => wrong + missing > 0);
    return Object.fromEntries(bad);
  }
}
