// @ts-check

/** For calls that take nanoseconds. @type {Record<'pace' | 'quickPace', import('./measure.mjs').Pace>} */
export const callPaces = {
  pace: { milliseconds: 4, rounds: 4, restarts: 3 },
  quickPace: { milliseconds: 1, rounds: 2, restarts: 1 },
};
