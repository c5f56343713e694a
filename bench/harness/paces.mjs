// @ts-check

/** For calls that take nanoseconds. @type {Record<'pace' | 'quickPace', import('./measure.mjs').Pace>} */
export const callPaces = {
  pace: { milliseconds: 4, rounds: 4, restarts: 5 },
  quickPace: { milliseconds: 1, rounds: 2, restarts: 1 },
};
