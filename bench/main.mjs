// @ts-check
// Measures the packages and their alternatives, and prints tables. Writes the figures, docs/benchmarks.md and its charts,
// unless --quick or --check is given.
//   --quick           Takes about a minute. The figures are rough, and nothing is written.
//   --json            Prints the rows as JSON, not as tables.
//   --node 20,24      Measures on these versions of Node. By default on the one that runs this.
//   --only http,heap  Measures only these groups. The figures of the others stay.
//   --check           Compares with the committed figures, and writes nothing. Fails if a row is worse.
// `pnpm bench:instructions` counts instructions instead of time.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { groups } from './groups/index.mjs';
import { compareWith, read, write } from './harness/figures.mjs';
import { machine, nodesOf, versions } from './harness/machine.mjs';
import { measure } from './harness/measure.mjs';
import { pinClient } from './harness/processors.mjs';
import { table } from './harness/table.mjs';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    node: { type: 'string' },
    only: { type: 'string' },
  },
});
const { quick, json, check } = values;
const only = values.only?.split(',');
const chosen = Object.entries(groups).filter(([name]) => only?.includes(name) ?? true);
if (chosen.length < (only?.length ?? 1)) {
  throw new Error(
    `Expected --only to name some of ${Object.keys(groups).join(', ')}, got ${values.only}`,
  );
}

pinClient();
/** @type {import('./harness/figures.mjs').Run[]} */
const runs = [];
for (const node of nodesOf(values.node)) {
  /** @type {import('./harness/compare.mjs').Row[]} */
  const rows = [];
  const began = performance.now();
  for (const [name, group] of chosen) {
    process.stderr.write(`Node ${node.version}: ${group.title}\n`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they share the processors
    const measured = await measure(name, group, quick ? group.quickPace : group.pace, node);
    rows.push(...measured);
    if (!json) console.log(`\n${group.title}, Node ${node.version}\n\n${table(measured)}`);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  const run = { node: node.version, machine: machine(), versions: versions(), seconds, rows };
  runs.push(run);
  if (!check && !quick) write(run);
  process.stderr.write(`Node ${node.version}: ${seconds} s\n`);
}

if (json) console.log(JSON.stringify(runs, undefined, 2));
if (check) process.exitCode = compareWith(read(), runs) ? 0 : 1;
