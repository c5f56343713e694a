// @ts-check
import { groups } from '../groups/index.mjs';
import { table } from './table.mjs';

/** Makes the page of the figures. */
export function report(/** @type {readonly import('./figures.mjs').Run[]} */ runs) {
  return `# Benchmarks

This page is written by \`pnpm bench --node ${runs.map(({ node }) => node.split('.')[0]).join()}\`: do not edit it. \
\`pnpm bench --quick\` takes half a minute and writes nothing.

Each alternative has a process of its own, because every \`AsyncLocalStorage\` in a process changes the price of all \
others. The processes take turns, in short rounds, warmed up; a ratio is the median of the ratios of all rounds, and \
the spread is its quartiles. What each call returns is compared, and a loop that is as fast as an empty one is an \
error: nothing is optimised away unnoticed. Nanoseconds are of processor time, but for the pools. Absolute figures are those of one machine, which does other things too: \
compare ratios.

${runs.map(section).join('\n')}`;
}

function section(/** @type {import('./figures.mjs').Run} */ { node, machine, versions, rows }) {
  const packages = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const goals = rows.filter(({ goal }) => goal !== null);
  const reached = goals.filter(({ holds }) => holds).length;
  return `## Node ${node}

${machine}. ${packages.join(', ')}.

${reached} of ${goals.length} goals reached.

${Object.values(groups)
  .map(({ title, note }) => {
    const own = rows.filter((row) => row.group === title);
    return `### ${title}\n\n${note}\n\n${table(own)}\n`;
  })
  .join('\n')}`;
}
