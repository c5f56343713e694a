import process from 'node:process';
import type { Tally } from '../support/sightings.js';

export function sumOf(tallies: Readonly<Record<string, Tally>>): Tally {
  const sum: Tally = { right: 0, wrong: 0, missing: 0 };
  for (const { right, wrong, missing } of Object.values(tallies)) {
    sum.right += right;
    sum.wrong += wrong;
    sum.missing += missing;
  }
  return sum;
}

const WIDTH = 64;

const line = (place: string, { right, wrong, missing }: Tally): string =>
  [place.padEnd(WIDTH), ...[right, wrong, missing].map((count) => String(count).padStart(7))].join(
    ' ',
  );

/** Prints a table if `PLACES` is set: `pnpm --filter @aiolocals/ws places` does so. */
export function showPlaces(
  version: string,
  tracker: string,
  tallies: Readonly<Record<string, Tally>>,
): void {
  if (process.env['PLACES'] === undefined) return;
  const rows = Object.entries(tallies).map(([place, tally]) => line(place, tally));
  const head = `${'place'.padEnd(WIDTH)}   right   wrong missing`;
  process.stdout.write(
    `\n${version}, ${tracker}\n${[head, ...rows, line('all', sumOf(tallies))].join('\n')}\n`,
  );
}
