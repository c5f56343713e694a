// @ts-check

/**
 * @typedef {object} Summary
 * @property {number} median
 * @property {number} low The first quartile.
 * @property {number} high The third quartile.
 */

/** @param {readonly number[]} values @returns {Summary} */
export function summarize(values) {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: at(sorted, 0.5), low: at(sorted, 0.25), high: at(sorted, 0.75) };
}

/** Returns the value below which a share of the sorted values lies, interpolated. */
export function at(/** @type {readonly number[]} */ sorted, /** @type {number} */ share) {
  const place = (sorted.length - 1) * share;
  const before = sorted[Math.floor(place)] ?? Number.NaN;
  const after = sorted[Math.ceil(place)] ?? Number.NaN;
  return before + (after - before) * (place % 1);
}
