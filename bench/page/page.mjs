// @ts-check
import { groups } from '../groups/index.mjs';
import { amount, majorOf } from './figure.mjs';
import { topics } from './topics.mjs';

/**
 * @typedef {import('../harness/figures.mjs').Run} Run
 * @typedef {import('../harness/measure.mjs').Row} Row
 * @typedef {import('./topics.mjs').Topic} Topic
 */

const OURS = '@aiolocals';
/** The Node whose absolute figures the page shows. */
const SHOWN = '24';

/** Makes the page that a person reads from the committed figures. */
export function page(/** @type {readonly Run[]} */ runs) {
  const [newest] = runs.slice(-1);
  const judged = runs.flatMap(({ rows }) => rows.filter(({ goal }) => goal !== null));
  const reached = judged.filter(({ holds }) => holds).length;
  const versions = Object.entries(newest?.versions ?? {}).map(
    ([name, version]) => `${name} ${version}`,
  );
  return `# Benchmarks

<!-- Written by \`pnpm bench:page\` from bench/figures.json: do not edit. -->

Each ratio compares our packages with what plain Node needs for the same work. 1.00x means as fast as plain Node. Lower is better, except for requests/s and lines/s. Compare ratios, not absolute figures: those depend on the machine. **Bold** ratios miss their goal.

${reached} of ${judged.length} goals are reached on Node ${runs.map(majorOf).join(', ')}.

${topics.map((topic) => section(topic, runs)).join('\n')}
## How it is measured

- Each alternative runs in a process of its own, because each \`AsyncLocalStorage\` in a process changes the cost of all others.
- The processes take turns in short rounds, after a warm-up. A ratio is the median of the ratios of all rounds; the lines in the charts are its quartiles.
- What each call returns is compared with what it must return. A loop that is as fast as an empty one is an error.
- Nanoseconds are processor time, except in the pools.
- The machine: ${newest?.machine ?? 'unknown'}. It does other work too.
- The packages: ${versions.join(', ')}.

All rows, with medians and quartiles, are in [\`bench/figures.json\`](../bench/figures.json). \`pnpm bench --quick\` runs everything in about a minute and writes nothing. \`pnpm bench --node ${runs.map(majorOf).join()}\` measures everything again, and writes the figures, this page and its charts. \`--only http,heap\` measures some groups.
`;
}

function section(/** @type {Topic} */ topic, /** @type {readonly Run[]} */ runs) {
  const group = Object.values(groups).find(({ title }) => title === topic.group);
  if (group === undefined) throw new Error(`No group has the title ${topic.group}`);
  const missed = missedIn(topic, runs);
  return `## ${topic.question}

${group.note}

![${topic.chart}: the ratio of each alternative, on each version of Node](benchmarks/${topic.name}.svg)

${table(topic, runs)}

${missed.length === 0 ? 'All goals are reached.' : `Not reached:\n\n${missed.join('\n')}`}
`;
}

function table(/** @type {Topic} */ topic, /** @type {readonly Run[]} */ runs) {
  const { of = OURS } = topic;
  const rowsOf = (/** @type {Run} */ run) =>
    run.rows.filter((row) => row.group === topic.group && row.of === of);
  const shown = runs.find((run) => majorOf(run) === SHOWN) ?? runs.at(-1);
  const all = [...new Set(runs.flatMap((run) => rowsOf(run).map(({ what }) => what)))];
  const whats = topic.rows.length === 0 ? all : topic.rows;
  const lines = whats.map((what) => {
    const absolute = shown && rowsOf(shown).find((row) => row.what === what);
    const ratios = runs.map((run) => ratioOf(rowsOf(run).find((row) => row.what === what)));
    return [what, absolute === undefined ? '' : amount(absolute.value, absolute.unit)].concat(
      ratios,
    );
  });
  const head = [
    of,
    `on Node ${shown ? majorOf(shown) : ''}`,
    ...runs.map((run) => `Node ${majorOf(run)}`),
  ];
  return aligned([head, ...lines]);
}

function ratioOf(/** @type {Row | undefined} */ row) {
  if (row === undefined) return '';
  const ratio = `${row.ratio.toFixed(2)}x`;
  return row.holds === false ? `**${ratio}**` : ratio;
}

/** What missed its goal, whichever participant's and row's it is. */
function missedIn(/** @type {Topic} */ topic, /** @type {readonly Run[]} */ runs) {
  return runs.flatMap((run) =>
    run.rows
      .filter((row) => row.group === topic.group && row.holds === false)
      .map(({ what, ratio, unit, difference, goal }) => {
        const sign = difference < 0 ? '' : '+';
        const found = `${ratio.toFixed(2)}x (${sign}${amount(difference, unit)})`;
        return `- Node ${majorOf(run)}, ${what}: ${found}. Goal: ${goal}.`;
      }),
  );
}

/** A table of Markdown whose columns line up, the figures on the right. */
function aligned(/** @type {readonly (readonly string[])[]} */ lines) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const [head = [], ...body] = lines.map((line) =>
    line.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
