// @ts-check

/** For calls that take nanoseconds. @type {Record<'pace' | 'quickPace', import('./measure.mjs').Pace>} */
export const callPaces = {
  pace: { milliseconds: 4, rounds: 6, crews: 2 },
  quickPace: { milliseconds: 1, rounds: 5, crews: 1 },
};
