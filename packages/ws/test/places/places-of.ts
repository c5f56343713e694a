import type { Tally } from '../support/sightings.js';

interface Places {
  readonly table: string;
  readonly column: string;
  readonly counts: readonly (readonly [string, Tally])[];
}

declare module 'vitest' {
  interface TaskMeta {
    /** What each place saw in a test, and where docs/places.md shows it. */
    places?: Places;
  }
}

/** Returns what `pnpm places` has of a test. */
export function placesOf(
  table: string,
  column: string,
  tallies: Readonly<Record<string, Tally>>,
): Places {
  return { table, column, counts: Object.entries(tallies) };
}

export function sumOf(tallies: Readonly<Record<string, Tally>>): Tally {
  const sum: Tally = { right: 0, wrong: 0, missing: 0 };
  for (const { right, wrong, missing } of Object.values(tallies)) {
    sum.right += right;
    sum.wrong += wrong;
    sum.missing += missing;
  }
  return sum;
}
