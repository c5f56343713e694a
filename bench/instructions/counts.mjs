// @ts-check
import { fileURLToPath } from 'node:url';
import { load } from '../harness/load.mjs';
import { instructionsOf } from './grind.mjs';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const OPENING = fileURLToPath(new URL('opening.mjs', import.meta.url));

/**
 * @typedef {object} CountOptions
 * @property {string} [keep] A folder that the profile is kept in, and what names compiled code in it.
 * @property {number} [connections] Of the client, 1 by default. With more, V8 compiles the server for many requests at a
 * time. How many there are at a time depends on what else the machine does: keep it quiet.
 */

/**
 * Counts the instructions that a server needs for a request.
 *
 * @param {import('../harness/machine.mjs').NodeToMeasure} node
 * @param {string} participant
 * @param {string} id Of the server.
 * @param {CountOptions} [options]
 * @returns {Promise<number>}
 */
export function countRequests(node, participant, id, { keep, connections = 1 } = {}) {
  return instructionsOf(
    node,
    [SERVER, participant, id],
    {
      // Node 24 compiles some of what Koa calls after 20,000 requests.
      warmUp: 30_000,
      settle: 1000,
      counted: 2000,
      doIt: (times, { said }) => load(Number(said), times, connections),
    },
    keep,
  );
}

/** As `countRequests`, for a call that opens a context. @type {typeof countRequests} */
export function countCalls(node, participant, id, { keep } = {}) {
  return instructionsOf(
    node,
    [OPENING, participant, id],
    {
      warmUp: 400_000,
      settle: 20_000,
      counted: 100_000,
      doIt: (times, { ask }) => ask(String(times)),
    },
    keep,
  );
}
