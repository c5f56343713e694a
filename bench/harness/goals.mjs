// @ts-check

/**
 * @typedef {object} Goal
 * @property {string} of The participant that must reach it.
 * @property {'ratio' | 'difference' | 'value'} [figure] `ratio` if it is not given.
 * @property {number} [most]
 * @property {number} [least]
 * @property {boolean} [everywhere] Whether the goal counts on Node 20 and 22 too. Other rows are compared with `nestjs-cls` there.
 * @property {number} [mostBefore24] Instead of `most` on Node 20 and 22.
 *
 * @typedef {import('./compare.mjs').Measured} Measured
 */

/** On Node 20 and 22, our packages must not be slower than this participant. */
const RIVAL = 'nestjs-cls';

/**
 * Returns the goal of the row on this Node, and whether it is reached: `null` if the row is not steady.
 *
 * @param {Measured} row
 * @param {import('./measure.mjs').Comparison} comparison
 * @param {readonly Measured[]} rows All of the group.
 * @param {number} major Of the version of Node.
 * @returns {{ goal: string | null, holds: boolean | null }}
 */
export function goalOf(row, { goals = [], isRivalry = true }, rows, major) {
  const goal = goals.find(({ of }) => of === row.of);
  const most = major < 24 ? (goal?.mostBefore24 ?? goal?.most) : goal?.most;
  const isMeant =
    goal !== undefined &&
    (major >= 24 || goal.everywhere === true || goal.mostBefore24 !== undefined);
  const rival =
    isRivalry && major < 24 && row.of === '@aiolocals'
      ? rows.find((other) => other.of === RIVAL && other.what === row.what)
      : undefined;

  const parts = [];
  if (isMeant) parts.push(judge(row, goal, most));
  if (rival !== undefined) {
    parts.push({
      text: `${RIVAL}’s ${rival.ratio.toFixed(2)}x`,
      holds: row.ratio <= rival.ratio,
    });
  }
  if (parts.length === 0) return { goal: null, holds: null };
  return {
    goal: parts.map(({ text }) => text).join(', '),
    holds: row.isSteady === false ? null : parts.every(({ holds }) => holds),
  };
}

/** @param {Measured} row @param {Goal} goal @param {number | undefined} most */
function judge(row, { figure = 'ratio', least }, most) {
  const value = row[figure];
  const unit = figure === 'ratio' ? 'x' : ` ${row.unit}`;
  const more = figure === 'difference' ? ' more' : '';
  if (least !== undefined) return { text: `≥ ${least}${unit}${more}`, holds: value >= least };
  return { text: `≤ ${most}${unit}${more}`, holds: value <= (most ?? Infinity) };
}
