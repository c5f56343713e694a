// @ts-check
import { figure } from '../page/figure.mjs';

/** @typedef {import('./compare.mjs').Row} Row */

const HEADINGS = ['what', 'of', 'median', 'ratio', 'spread', 'goal', 'holds'];
/** The columns with figures, which are aligned on the right. */
const FIRST_FIGURE = 2;
const LAST_FIGURE = 4;

/** Returns the rows as a table of Markdown, which is readable in a terminal too. */
export function table(/** @type {readonly Row[]} */ rows) {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  );
  const rule = widths.map((width, column) =>
    isFigure(column) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  const [headings = [], ...body] = lines.map((line) =>
    line.map((cell, column) => {
      const width = widths[column] ?? 0;
      return isFigure(column) ? cell.padStart(width) : cell.padEnd(width);
    }),
  );
  return [headings, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** @returns {string[]} */
function cellsOf(/** @type {Row} */ row) {
  const { what, of, unit, value, ratio, low, high, control = 1, isSteady, goal, holds } = row;
  const shown = [what, of, `${figure(value)} ${unit}`];
  if (isSteady === false)
    return [...shown, 'not steady', `control ${control.toFixed(2)}x`, goal ?? '', ''];
  const verdict = { true: 'yes', false: 'no', null: 'no goal' }[String(holds)] ?? '';
  return [
    ...shown,
    `${ratio.toFixed(2)}x`,
    `${low.toFixed(2)}–${high.toFixed(2)}`,
    goal ?? '',
    verdict,
  ];
}

function isFigure(/** @type {number} */ column) {
  return column >= FIRST_FIGURE && column <= LAST_FIGURE;
}
