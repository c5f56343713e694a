// @ts-check
// Counts instructions, and prints a table. On a busy machine, a count says more than the clock. It needs valgrind.
//   servers        What a request takes. The default. About a minute for each row.
//   opening        What it takes to open and close a context. About half a minute for each row.
//   --node 24      On these versions of Node. By default on the one that runs this.
//   --only koa     Only these servers, or cases of opening, separated by commas.
//   --connections 32
//                  So many requests at a time; one after the other by default.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { nodesOf } from '../harness/machine.mjs';
import { countCalls, countRequests } from './counts.mjs';
import { hasValgrind } from './grind.mjs';

const FLOOR = 'raw AsyncLocalStorage';
const STAND_IN = 'stand-in';
const OURS = '@aiolocals';

/**
 * @typedef {object} Topic
 * @property {readonly string[]} rows
 * @property {readonly string[]} participants
 * @property {string} floor What ours is compared with.
 * @property {typeof countCalls} count
 */

/** @type {Record<string, Topic>} */
const topics = {
  servers: {
    rows: ['node', 'express', 'expressServed', 'koa', 'fastify'],
    participants: ['bare', FLOOR, OURS],
    floor: FLOOR,
    count: countRequests,
  },
  opening: {
    rows: ['open', 'write', 'child', 'await'],
    participants: [FLOOR, STAND_IN, OURS],
    floor: STAND_IN,
    count: countCalls,
  },
};

const { values, positionals } = parseArgs({
  options: {
    node: { type: 'string' },
    only: { type: 'string' },
    connections: { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const [name = 'servers'] = positionals;
const topic = topics[name];
const connections = Number(values.connections);
if (topic === undefined) {
  console.error(`Expected one of ${Object.keys(topics).join(', ')}, got ${name}`);
  process.exit(1);
}
if (!Number.isInteger(connections) || connections < 1) {
  console.error(`Expected --connections to be a number from 1 on, got ${values.connections}`);
  process.exit(1);
}
if (connections > 1 && name !== 'servers') {
  console.error('Expected --connections with the servers only: the other counts have no client');
  process.exit(1);
}
if (!hasValgrind()) {
  console.error('Cannot count instructions: valgrind is not installed');
  process.exit(1);
}

const rows = [];
for (const node of nodesOf(values.node)) {
  for (const row of values.only?.split(',') ?? topic.rows) {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const participant of topic.participants) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const found = Math.round(await topic.count(node, participant, row, { connections }));
      counts[participant] = found;
      process.stderr.write(`Node ${node.version}, ${row}, ${participant}: ${found}\n`);
    }
    const ratio = (counts[OURS] ?? 0) / (counts[topic.floor] ?? 0);
    rows.push({ node: node.version, [name]: row, ...counts, ratio: ratio.toFixed(3) });
  }
}
console.table(rows);
