// @ts-check
import { groups } from '../groups/index.mjs';
import { amount, majorOf } from './figure.mjs';
import { topics } from './topics.mjs';

/**
 * @typedef {import('../harness/figures.mjs').Run} Run
 * @typedef {import('../harness/compare.mjs').Row} Row
 * @typedef {import('./topics.mjs').Topic} Topic
 */

const OURS = ['@aiolocals'];
/** The Node whose absolute figures the page shows. */
const SHOWN = '24';

/** Stands on the page until all rows are measured by this bench. */
const OLDER =
  'Some of these figures are of an earlier bench, without controls: it warmed servers up with 6,000 requests, and pinned nothing.';

/** Makes the page that a person reads from the committed figures. */
export function page(/** @type {readonly Run[]} */ runs) {
  const [newest] = runs.slice(-1);
  const withGoal = runs.flatMap(({ rows }) => rows.filter(({ goal }) => goal !== null));
  const judged = withGoal.filter(({ holds }) => holds !== null);
  const unjudged = withGoal.length - judged.length;
  const reached = judged.filter(({ holds }) => holds).length;
  const isOlder = runs.some(({ rows }) => rows.some(({ control }) => control === undefined));
  const versions = Object.entries(newest?.versions ?? {}).map(
    ([name, version]) => `${name} ${version}`,
  );
  return `# Benchmarks

<!-- Written by \`pnpm bench:page\` from bench/figures.json: do not edit. -->

Each ratio compares our packages with what plain Node needs for the same work. 1.00x means as fast as plain Node. Lower is better, except for requests/s and lines/s. Compare ratios, not absolute figures: those depend on the machine. **Bold** ratios miss their goal. "Not steady" stands where what is compared with differed from a second copy of itself by more than 5 %.

${reached} of ${judged.length} goals are reached on Node ${runs.map(majorOf).join(', ')}.${unjudged === 0 ? '' : ` ${unjudged} more could not be judged, because their figures were not steady.`}

${isOlder ? `${OLDER}\n\n` : ''}${topics.map((topic) => section(topic, runs)).join('\n')}
## How it is measured

- Each alternative runs in a process of its own, because each \`AsyncLocalStorage\` in a process changes the cost of all others.
- The processes take turns in short rounds, in an order that chance decides, after a warm-up. They are started several times. A ratio is the median of the ratios of all rounds; the lines in the charts are its quartiles.
- A second copy of what is compared with takes turns as well. Its ratio, the control, would be 1.00x if nothing else moved the figures. Where it is further than 5 % from that, no ratio is shown and no goal judged.
- Where \`taskset\` exists, what is measured has a processor to itself, its threads included. Clients of servers are on another.
- What each call returns is compared with what it must return. A loop that is as fast as an empty one is an error.
- All times are processor time, which leaves out what other processes do.
- The machine: ${newest?.machine ?? 'unknown'}.
- The packages: ${versions.join(', ')}.

All rows, with medians and quartiles, are in [\`bench/figures.json\`](../bench/figures.json). \`pnpm bench --quick\` runs everything in about a minute and writes nothing. \`pnpm bench --node ${runs.map(majorOf).join()}\` measures everything again in about half an hour, and writes the figures, this page and its charts. \`--only http,heap\` measures some groups.
`;
}

function section(/** @type {Topic} */ topic, /** @type {readonly Run[]} */ runs) {
  const group = Object.values(groups).find(({ title }) => title === topic.group);
  if (group === undefined) throw new Error(`No group has the title ${topic.group}`);
  const missed = missedIn(topic, runs);
  const charts = chartsOf(topic, runs).map(
    ({ path, what }) =>
      `![${what.replaceAll('`', '')}: the ratio of each alternative, on each version of Node](${path})`,
  );
  return `## ${topic.question}

${group.note}

${charts.join('\n\n')}

${table(topic, runs)}

${missed.length === 0 ? 'All goals are reached that could be judged.' : `Not reached:\n\n${missed.join('\n')}`}
`;
}

/**
 * Returns the charts of a topic that have figures, by their paths in `docs`.
 *
 * @param {Topic} topic
 * @param {readonly Run[]} runs
 */
export function chartsOf(topic, runs) {
  const measured = new Set(
    runs.flatMap(({ rows }) =>
      rows.filter(({ group }) => group === topic.group).map(({ what }) => what),
    ),
  );
  return topic.charts
    .map((what, index) => ({
      what,
      path: `benchmarks/${topic.name}${index === 0 ? '' : `-${index + 1}`}.svg`,
    }))
    .filter(({ what }) => measured.has(what));
}

function table(/** @type {Topic} */ topic, /** @type {readonly Run[]} */ runs) {
  const { of = OURS } = topic;
  const rows = of.flatMap((name) => rowsOf(topic, name, runs));
  const shown = runs.find((run) => majorOf(run) === SHOWN) ?? runs.at(-1);
  const figures = [
    `on Node ${shown ? majorOf(shown) : ''}`,
    ...runs.map((run) => `Node ${majorOf(run)}`),
  ];
  if (of.length > 1) return aligned([['what', 'of', ...figures], ...rows.map(cellsOf)], 2);
  return aligned(
    [[of[0] ?? '', ...figures], ...rows.map((row) => cellsOf(row).toSpliced(1, 1))],
    1,
  );

  function cellsOf(/** @type {ReturnType<typeof rowsOf>[number]} */ { what, name, found }) {
    const absolute = found[runs.findIndex((run) => run === shown)];
    const value = absolute === undefined ? '' : amount(absolute.value, absolute.unit);
    return [what, name, value, ...found.map(ratioOf)];
  }
}

/**
 * Returns what a participant was measured at, with its rows on each version of Node.
 *
 * @param {Topic} topic
 * @param {string} name
 * @param {readonly Run[]} runs
 */
function rowsOf(topic, name, runs) {
  const own = runs.map(({ rows }) =>
    rows.filter(({ group, of }) => group === topic.group && of === name),
  );
  const whats = new Set(own.flat().map(({ what }) => what));
  return [...whats]
    .filter((what) => topic.rows.length === 0 || topic.rows.includes(what))
    .map((what) => ({
      what,
      name,
      found: own.map((rows) => rows.find((row) => row.what === what)),
    }));
}

function ratioOf(/** @type {Row | undefined} */ row) {
  if (row === undefined) return '';
  if (row.isSteady === false) return 'not steady';
  const ratio = `${row.ratio.toFixed(2)}x`;
  return row.holds === false ? `**${ratio}**` : ratio;
}

/** The rows that missed their goal, of all participants. */
function missedIn(/** @type {Topic} */ topic, /** @type {readonly Run[]} */ runs) {
  return runs.flatMap((run) =>
    run.rows
      .filter((row) => row.group === topic.group && row.holds === false)
      .map(({ what, of, ratio, unit, difference, goal }) => {
        const sign = difference < 0 ? '' : '+';
        const found = `${ratio.toFixed(2)}x (${sign}${amount(difference, unit)})`;
        return `- Node ${majorOf(run)}, ${what}, ${of}: ${found}. Goal: ${goal}.`;
      }),
  );
}

/**
 * Makes a table of Markdown whose columns line up, the figures on the right.
 *
 * @param {readonly (readonly string[])[]} lines
 * @param {number} texts How many of the columns are text.
 */
function aligned(lines, texts) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(3, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const [head = [], ...body] = lines.map((line) =>
    line.map((cell, column) =>
      column < texts ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
    ),
  );
  const rule = widths.map((width, column) =>
    column < texts ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [head, rule, ...body].map((line) => `| ${line.join(' | ')} |`).join('\n');
}
