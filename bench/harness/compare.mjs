// @ts-check
import { goalOf } from './goals.mjs';
import { controlOf, valuesOf } from './samples.mjs';
import { summarize } from './statistics.mjs';

/**
 * @typedef {import('./measure.mjs').Comparison} Comparison
 * @typedef {import('./measure.mjs').Group} Group
 * @typedef {import('./samples.mjs').Samples} Samples
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} what
 * @property {string} of
 * @property {string} unit
 * @property {number} value The median.
 * @property {number} floor The median of what it is compared with.
 * @property {number} ratio The median of the ratios of each round.
 * @property {number} low The first quartile of the ratios.
 * @property {number} high The third quartile of the ratios.
 * @property {number} difference The median of the differences of each round.
 * @property {number} [control] The ratio of the floor to a second copy of itself.
 * @property {boolean} [isSteady] Whether the control is near enough to 1. If it is not, no ratio is shown, and no goal judged.
 * @property {string | null} goal
 * @property {boolean | null} holds
 *
 * @typedef {Omit<Row, 'goal' | 'holds'>} Measured
 */

/** How far the ratio of the control may be from 1. */
const STEADY = 0.05;

/**
 * Makes the rows of a group.
 *
 * @param {Group} group
 * @param {Samples} samples
 * @param {number} major Of the version of Node.
 * @returns {Row[]}
 */
export function compareAll(group, samples, major) {
  const compared = group.comparisons.map((comparison) => ({
    comparison,
    rows: compare(group, comparison, samples),
  }));
  const all = compared.flatMap(({ rows }) => rows);
  return compared.flatMap(({ comparison, rows }) =>
    rows.map((row) => Object.assign(row, goalOf(row, comparison, all, major))),
  );
}

/**
 * @param {Group} group
 * @param {Comparison} comparison
 * @param {Samples} samples
 * @returns {Measured[]}
 */
function compare(group, comparison, samples) {
  const { what, id, metric = 'ns', unit = metric, floorId = id, of, noise } = comparison;
  const floor = valuesOf(samples, id, comparison.floor, floorId, metric);
  const again = valuesOf(samples, id, controlOf(comparison.floor), floorId, metric);
  if (floor === undefined || again === undefined)
    throw new Error(`${comparison.floor} has no case ${floorId}`);

  const row = (/** @type {string} */ name, /** @type {readonly number[]} */ own) => {
    const ratios = summarize(own.map((value, index) => value / (floor[index] ?? Number.NaN)));
    return {
      group: group.title,
      what,
      of: name,
      unit,
      value: summarize(own).median,
      floor: summarize(floor).median,
      ratio: ratios.median,
      low: ratios.low,
      high: ratios.high,
      difference: summarize(own.map((value, index) => value - (floor[index] ?? Number.NaN))).median,
    };
  };
  const control = row(controlOf(comparison.floor), again);
  const isSteady =
    noise === undefined
      ? Math.abs(control.ratio - 1) <= STEADY
      : Math.abs(control.difference) <= noise;
  const rows = Object.keys(group.participants).flatMap((name) => {
    const own = valuesOf(samples, id, name, id, metric);
    return own === undefined || (of !== undefined && !of.includes(name)) ? [] : [row(name, own)];
  });
  return [...rows, control].map((each) =>
    Object.assign(each, { control: control.ratio, isSteady }),
  );
}
