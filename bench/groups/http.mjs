// @ts-check
import { once } from 'node:events';
import process from 'node:process';
import { load } from '../harness/load.mjs';
import { servers } from '../harness/servers.mjs';

const RAW = 'raw AsyncLocalStorage';
const OURS = '@aiolocals';
const RAW_NO_HEADER = 'raw AsyncLocalStorage, no header';
/** Roughly how many requests a server answers in a millisecond. */
const REQUESTS_A_MILLISECOND = 5;
/** The warm-up has so many times the requests of one measurement. */
const WARM_UP = 4;

/** @typedef {import('../harness/loop.mjs').Measure} Measure */

/** @returns {Promise<Record<string, Measure>>} */
async function casesOf(
  /** @type {() => Promise<import('../harness/servers.mjs').Servers>} */ make,
) {
  const handlers = await make();
  /** @type {Record<string, Measure>} */
  const cases = {
    cpu() {
      const { user, system } = process.cpuUsage();
      return { microseconds: user + system };
    },
  };
  for (const [id, listen] of Object.entries(handlers)) {
    /** @type {ReturnType<typeof listen> | undefined} */
    let server;
    cases[id] = async () => {
      const isNew = Number(server === undefined);
      server ??= listen();
      if (!server.listening) await once(server, 'listening');
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('Expected a port');
      return { port: address.port, isNew };
    };
  }
  return cases;
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'HTTP',
  note:
    'Requests a second on 32 connections, the 99th percentile of the latency, and the processor time of a request. ' +
    'Each handler answers JSON with the id of the request, after an `await`. Plain Node: an id from `randomUUID`, sent ' +
    'in a header of the response, and `als.run({ id, path }, next)`. In the rows "no header", neither side sends the ' +
    'header.',
  participants: Object.fromEntries(
    Object.entries(servers).map(([name, make]) => [name, async () => casesOf(make)]),
  ),
  comparisons: [
    ['express', 'Express'],
    ['expressServed', 'Express, ours by `createServer` of the package'],
    ['expressLine', 'Express and a log line'],
    ['koa', 'Koa'],
    ['koaLine', 'Koa and a log line'],
    ['fastify', 'Fastify'],
    ['expressNoHeader', 'Express, no header', RAW_NO_HEADER],
    ['node', 'node:http with `bindServer`'],
    ['koaNoHeader', 'Koa, no header', RAW_NO_HEADER],
    ['fastifyNoHeader', 'Fastify, no header', RAW_NO_HEADER],
  ].flatMap(([id = '', what = '', floor = RAW]) => [
    {
      what: `${what}, requests/s`,
      id,
      metric: 'requests',
      unit: '/s',
      floor,
      goals: ['express', 'koa', 'fastify', 'node'].includes(id) ? [{ of: OURS, least: 0.97 }] : [],
    },
    { what: `${what}, processor time`, id, metric: 'cpu', unit: 'µs', floor },
    { what: `${what}, 99th percentile`, id, metric: 'p99', unit: 'ms', floor },
  ]),
  async measure(participant, id, milliseconds) {
    if (id === 'cpu') return {};
    const { port = 0, isNew } = await participant.ask(id, 0);
    // A number of requests, not a time: a server that starts slowly must have warmed up before it is measured.
    const amount = milliseconds * REQUESTS_A_MILLISECOND;
    if (isNew === 1) await load(port, WARM_UP * amount);
    const before = await participant.ask('cpu', 0);
    const { requests, p99 } = await load(port, amount);
    const after = await participant.ask('cpu', 0);
    const spent = (after.microseconds ?? 0) - (before.microseconds ?? 0);
    return { requests, p99, cpu: spent / amount };
  },
  pace: { milliseconds: 300, rounds: 5, restarts: 1 },
  quickPace: { milliseconds: 20, rounds: 2, restarts: 1 },
};
