// @ts-check

/** For calls that take nanoseconds. @type {Record<'pace' | 'quickPace', import('./measure.mjs').Pace>} */
export const callPaces = {
  pace: { milliseconds: 4, rounds: 6, restarts: 2 },
  quickPace: { milliseconds: 1, rounds: 5, restarts: 1 },
};
