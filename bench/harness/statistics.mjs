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
function at(/** @type {readonly number[]} */ sorted, /** @type {number} */ share) {
  const place = (sorted.length - 1) * share;
  const before = sorted[Math.floor(place)] ?? Number.NaN;
  const after = sorted[Math.ceil(place)] ?? Number.NaN;
  return before + (after - before) * (place % 1);
}

/** Returns the median of each metric. */
export function medianOf(/** @type {readonly Readonly<Record<string, number>>[]} */ figures) {
  const metrics = new Set(figures.flatMap((each) => Object.keys(each)));
  return Object.fromEntries(
    [...metrics].map((metric) => [
      metric,
      summarize(figures.map((each) => each[metric] ?? Number.NaN)).median,
    ]),
  );
}

/** Returns the items in random order. @template Item @param {readonly Item[]} items */
export function shuffled(items) {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
