/** How far the wall clock may be set, in milliseconds, before `toEpoch` follows it. */
const TOLERANCE = 50;

/** What the wall clock shows when the monotonic clock is at 0, in epoch milliseconds. */
let origin = performance.timeOrigin;

/**
 * Returns the epoch milliseconds of a time on the monotonic clock, by which deadlines run: the wall clock can be set.
 * The same time gives the same answer, until the wall clock is set.
 */
export function toEpoch(time: number): number {
  const now = Date.now() - performance.now();
  if (Math.abs(now - origin) > TOLERANCE) origin = now;
  return Math.round(time + origin);
}
