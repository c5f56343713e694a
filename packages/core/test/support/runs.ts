import { runsOf as runsOfAny } from '../../../../fuzz-runs.js';

/** How many runs of a property: a tenth where the file has run in full outside any context. */
export function runsOf(count: number): number {
  return runsOfAny(process.env['AIOLOCALS_STATE'] === undefined ? count : count / 10);
}
