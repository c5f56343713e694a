// @ts-check
// Counts the instructions that a request takes, and prints a table: what the clock cannot tell on a busy machine.
// It needs valgrind, and takes about a minute a row.
//   --node 24      On these versions of Node. By default on the one that runs this.
//   --only koa     Only these servers, separated by commas.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { nodesOf } from '../harness/machine.mjs';
import { count, hasValgrind } from './callgrind.mjs';

const SERVERS = ['node', 'express', 'expressServed', 'koa', 'fastify'];
const FLOOR = 'raw AsyncLocalStorage';

const { values } = parseArgs({
  options: { node: { type: 'string' }, only: { type: 'string', default: SERVERS.join() } },
});

if (!hasValgrind()) {
  console.error('Cannot count instructions: valgrind is not installed');
  process.exit(1);
}

const rows = [];
for (const node of nodesOf(values.node)) {
  for (const id of values.only.split(',')) {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const participant of ['bare', FLOOR, '@aiolocals']) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      counts[participant] = Math.round(await count(node, participant, id));
      process.stderr.write(`Node ${node.version}, ${id}, ${participant}: ${counts[participant]}\n`);
    }
    const { bare = 0, [FLOOR]: floor = 0, '@aiolocals': ours = 0 } = counts;
    rows.push({
      node: node.version,
      server: id,
      bare,
      floor,
      ours,
      ratio: (ours / floor).toFixed(3),
    });
  }
}
console.table(rows);
