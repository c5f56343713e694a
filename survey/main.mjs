// @ts-check
// Measures what popular libraries do to a context, on Node 20 and 24, and writes docs/compatibility.md.
//   --only p-queue,pg   Only these libraries.
//   --node 24           Only this version of Node.
// Fails if a library does worse than survey/figures.json says, or if a remedy does not work.
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { binaryOf, runtimes } from '../scripts/runtimes.mjs';
import { readFigures, writeFigures } from './harness/figures.mjs';
import { report } from './harness/report.mjs';
import { runLibrary } from './harness/run-library.mjs';
import { faultsOf, worseThan } from './harness/verdict.mjs';
import { writePage } from './page.mjs';

const { values } = parseArgs({
  options: { only: { type: 'string' }, node: { type: 'string', default: '20,24' } },
});
const folder = fileURLToPath(new URL('libraries/', import.meta.url));
const kinds = readdirSync(folder);
const files = kinds.flatMap((kind) =>
  readdirSync(join(folder, kind)).map((file) => join(folder, kind, file)),
);
const only = values.only?.split(',');
const chosen = only ? files.filter((file) => only.includes(basename(file, '.mjs'))) : files;
if (chosen.length === 0 || (only && chosen.length < only.length))
  throw new Error(
    `Expected --only to name some of ${files.map((file) => basename(file, '.mjs')).join(', ')}, got ${values.only}`,
  );
const nodes = runtimes.filter(({ name }) => values.node.split(',').includes(name));
if (nodes.length === 0)
  throw new Error(`Expected --node to be 20, 22, 24 or 26, got ${values.node}`);

const jobs = nodes.flatMap((runtime) => {
  const binary = binaryOf(runtime);
  return chosen.map((file) => ({ file, node: runtime.name, binary }));
});
const figures = readFigures();
/** @type {string[]} */
const faults = [];
// Two at once: more only get in each other's way on two cores.
await Promise.all([work(), work()]);
for (const { name, version } of nodes) figures.nodes[name] = version;
writeFigures(figures);
writePage(figures);
report(figures, faults);
process.exitCode = faults.length > 0 ? 1 : 0;

/** @returns {Promise<void>} */
async function work() {
  const job = jobs.shift();
  if (job === undefined) return;
  const { file, node } = job;
  const { name, kind, version, findings, skipped, failure } = await runLibrary(file, job.binary);
  const where = `${name} on Node ${node}`;
  if (failure !== undefined) faults.push(`${where}: ${failure}`);
  else if (skipped !== undefined) {
    console.log(`${where}: skipped: ${skipped}`);
    if (figures.libraries[name] === undefined) figures.skipped[name] ??= kind;
  } else {
    const before = figures.libraries[name]?.nodes[node] ?? [];
    const worse = findings.flatMap((now) => {
      const then = before.find(({ how }) => how === now.how);
      return [...faultsOf(now), ...(then ? worseThan(then, now) : [])];
    });
    faults.push(...worse.map((fault) => `${where}: ${fault}`));
    const nodesOf = { ...figures.libraries[name]?.nodes, [node]: findings };
    figures.libraries[name] = { kind, version, nodes: nodesOf };
    delete figures.skipped[name];
    console.log(`${where}: ${findings.length} cases${worse.length > 0 ? ', FAILED' : ''}`);
  }
  return work();
}
