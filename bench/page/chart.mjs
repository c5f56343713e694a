// @ts-check
import { majorOf } from './figure.mjs';

/**
 * @typedef {import('../harness/figures.mjs').Run} Run
 * @typedef {import('./topics.mjs').Topic} Topic
 */

const WIDTH = 760;
const LEAST_LABELS = 180;
const RIGHT = 24;
const TOP = 64;
const LANE = 9;
const GAP = 10;
const BOTTOM = 30;
/** One for each version of Node: colours that all readers can tell apart, and shapes for those who see no colours. */
const MARKS = [
  { light: '#b35806', dark: '#f1a340', path: 'M-4 0L0-4L4 0L0 4Z' },
  { light: '#0072b2', dark: '#56b4e9', path: 'M-3.5-3.5H3.5V3.5H-3.5Z' },
  { light: '#007a55', dark: '#35c99a', path: 'M0-4.5L4 3.5H-4Z' },
  { light: '#8e2f86', dark: '#e08bd8', path: 'M-4 0A4 4 0 1 0 4 0A4 4 0 1 0-4 0Z' },
];
const COARSE = [0.01, 0.1, 1, 10, 100, 1000, 10_000].flatMap((one) => [one, 2 * one, 5 * one]);
const FINE = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5];
/** Pixels that a label on the axis needs. */
const LABEL_WIDTH = 44;
/** Pixels of a character in a name, bold or not: more than in the fonts that were looked at. */
const CHARACTER = 6.6;
const OWN_CHARACTER = 7.4;

/**
 * Draws the ratios of all participants at one thing, on a logarithmic axis, as an SVG. What is not steady has no mark.
 *
 * @param {Topic} topic
 * @param {string} what
 * @param {readonly Run[]} runs
 */
export function chart(topic, what, runs) {
  const points = runs.flatMap((run, index) =>
    run.rows
      .filter((row) => row.group === topic.group && row.what === what && row.isSteady !== false)
      .map(({ of, unit, ratio, low, high }) => ({ of, unit, ratio, low, high, index })),
  );
  const names = [...new Set(points.map(({ of }) => of))];
  const labels = labelsOf(names);
  const x = axis(
    points.flatMap(({ low, high, ratio }) => [low, high, ratio]),
    labels,
  );
  const band = runs.length * LANE + GAP;
  const height = TOP + names.length * band + BOTTOM;
  const better = points.some(({ unit }) => unit === '/s') ? 'higher' : 'lower';
  const title = `${capitalized(what.replaceAll('`', ''))}: ratio to ${topic.floor}, ${better} is better`;

  const stripes = names.flatMap((_, row) =>
    row % 2 === 0
      ? `<rect class="stripe" x="0" y="${TOP + row * band}" width="${WIDTH}" height="${band}"/>`
      : [],
  );
  const rows = names.map((name, row) => {
    const y = TOP + row * band;
    const label = `<text class="${isOwn(name) ? 'own' : 'label'}" x="${labels - 12}" y="${y + band / 2 + 4}" text-anchor="end">${escaped(name)}</text>`;
    const marks = points
      .filter(({ of }) => of === name)
      .map(({ index, ratio, low, high }) => {
        const at = round(y + GAP / 2 + LANE * (index + 0.5));
        const said = `${name}, Node ${majorOf(/** @type {Run} */ (runs[index]))}: ${ratio.toFixed(2)}x`;
        return (
          `<g class="node${index}"><title>${escaped(said)}</title>` +
          `<line x1="${x.of(low)}" x2="${x.of(high)}" y1="${at}" y2="${at}"/>` +
          `<path transform="translate(${x.of(ratio)} ${at})" d="${MARKS[index]?.path ?? ''}"/></g>`
        );
      });
    return [label, ...marks].join('');
  });
  const grid = x.ticks.map(
    (tick) =>
      `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${x.of(tick)}" x2="${x.of(tick)}" y1="${TOP}" y2="${height - BOTTOM}"/>` +
      `<text class="tick" x="${x.of(tick)}" y="${height - BOTTOM + 18}" text-anchor="middle">${tick}x</text>`,
  );
  const legend = runs.map((run, index) => {
    const left = labels + index * 100;
    return (
      `<g class="node${index}"><path transform="translate(${left} 44)" d="${MARKS[index]?.path ?? ''}"/></g>` +
      `<text class="tick" x="${left + 10}" y="48">Node ${majorOf(run)}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">
<title>${escaped(title)}</title>
<style>${style()}</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>
<text class="title" x="16" y="24">${escaped(title)}</text>
${[...stripes, ...grid, ...rows, ...legend].join('\n')}
</svg>
`;
}

/** How many pixels the column of names needs. */
function labelsOf(/** @type {readonly string[]} */ names) {
  const widths = names.map((name) => name.length * (isOwn(name) ? OWN_CHARACTER : CHARACTER));
  return Math.ceil(Math.max(LEAST_LABELS, 24 + Math.max(...widths)));
}

/** A logarithmic axis that has all values, and 1, on it. */
function axis(/** @type {readonly number[]} */ values, /** @type {number} */ labels) {
  const known = values.filter((value) => value > 0);
  const least = Math.min(0.9, ...known) / 1.15;
  const most = Math.max(1.1, ...known) * 1.15;
  const scale = (WIDTH - labels - RIGHT) / Math.log(most / least);
  const of = (/** @type {number} */ value) =>
    round(labels + scale * Math.log(Math.max(value, least) / least));
  let last = Number.NEGATIVE_INFINITY;
  const ticks = (most / least < 5 ? FINE : COARSE).filter((tick) => {
    const isShown = tick >= least && tick <= most && (tick === 1 || of(tick) - last >= LABEL_WIDTH);
    if (isShown) last = of(tick);
    return isShown;
  });
  return { of, ticks };
}

function coloursOf(/** @type {'light' | 'dark'} */ theme) {
  return MARKS.map(
    (mark, index) => `.node${index}{fill:${mark[theme]};stroke:${mark[theme]}}`,
  ).join('');
}

function style() {
  return (
    'text{font:12px system-ui,sans-serif;fill:#333}.title{font-size:14px;font-weight:600}.own{font-weight:700}' +
    '.tick{fill:#666}.paper{fill:#fff}.stripe{fill:#f4f5f7}.grid{stroke:#d9dce1}.one{stroke:#333;stroke-dasharray:4 3}' +
    `g line{stroke-width:1.5;opacity:.55}g path{stroke:none}${coloursOf('light')}` +
    '@media(prefers-color-scheme:dark){text{fill:#ddd}.tick{fill:#aaa}.paper{fill:#16181d}.stripe{fill:#1e2128}' +
    `.grid{stroke:#333842}.one{stroke:#ddd}${coloursOf('dark')}}`
  );
}

const isOwn = (/** @type {string} */ name) => name.startsWith('@aiolocals');

const capitalized = (/** @type {string} */ text) => text.charAt(0).toUpperCase() + text.slice(1);

const round = (/** @type {number} */ value) => Math.round(value * 10) / 10;

function escaped(/** @type {string} */ text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
