// @ts-check
import { once } from 'node:events';
import process from 'node:process';
import { load } from '../harness/load.mjs';
import { servers } from '../harness/servers.mjs';

const RAW = 'raw AsyncLocalStorage';
const OURS = '@aiolocals';
const SERVED = '@aiolocals, by its createServer';
const BARE = 'bare';
/** Requests before the first that counts: Node 24 still compiles what Koa calls after 20,000. */
const WARM_UP = 30_000;
/**
 * Requests of one measurement. A collection of the whole heap comes once in 20,000 to 40,000 of them, and its threads take the
 * time of some 600: of 3,000 it would be a fifth.
 */
const MEASURED = 10_000;

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
    /** @type {import('node:http').Server | undefined} */
    let server;
    cases[id] = async () => {
      const isNew = Number(server === undefined);
      server ??= await listen();
      if (!server.listening) await once(server, 'listening');
      const address = server.address();
      if (typeof address !== 'object' || address === null) throw new Error('Expected a port');
      return { port: address.port, isNew };
    };
  }
  return cases;
}

/**
 * Returns one server of Express by that name, and no others.
 *
 * @param {string} name
 * @param {string} id
 */
async function expressOf(name, id) {
  const { [id]: express } = (await servers[name]?.()) ?? {};
  if (express === undefined) throw new Error('Expected a server of Express');
  return { express };
}

/**
 * Five processes for each server take minutes, so Express is the only bare server here: our package has to be faster.
 */
const measured = {
  ...servers,
  [BARE]: async () => expressOf(BARE, 'express'),
  [SERVED]: async () => expressOf(OURS, 'expressServed'),
};

/** @type {readonly { id: string, what: string, floor?: string, of?: readonly string[], goals?: readonly import('../harness/goals.mjs').Goal[] }[]} */
const rows = [
  {
    id: 'express',
    what: 'Express',
    goals: [
      { of: OURS, most: 1.03 },
      { of: SERVED, most: 0.98, mostBefore24: 0.44 },
    ],
  },
  {
    id: 'express',
    what: 'Express, beside bare Express',
    floor: BARE,
    of: [RAW, OURS, SERVED],
    goals: [{ of: SERVED, most: 1, everywhere: true }],
  },
  { id: 'koa', what: 'Koa', goals: [{ of: OURS, most: 0.99, mostBefore24: 0.98 }] },
  { id: 'fastify', what: 'Fastify', goals: [{ of: OURS, most: 1.03 }] },
  { id: 'node', what: 'node:http with `bindServer`', goals: [{ of: OURS, most: 1.03 }] },
];

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'HTTP',
  note:
    'The processor time of a request, and requests a second on 32 connections, after 30,000 requests of warm-up. Each ' +
    'handler answers JSON with the id of the request, after an `await`. Plain Node: an id from `randomUUID`, sent in a ' +
    'header of the response, and `als.run({ id, path }, next)`. Each figure is of five processes, each of which runs ' +
    'one server. "bare" answers without an id.',
  participants: Object.fromEntries(
    Object.entries(measured).map(([name, make]) => [name, async () => casesOf(make)]),
  ),
  isAlone: true,
  comparisons: rows.flatMap(({ id, what, floor = RAW, of, goals = [] }) => {
    const common = { id, floor, ...(of && { of }) };
    return [
      { ...common, what: `${what}, processor time`, metric: 'cpu', unit: 'µs', goals },
      { ...common, what: `${what}, requests/s`, metric: 'requests', unit: '/s' },
    ];
  }),
  async measure(participant, id, { requests: amount = 0, warmUp = WARM_UP }) {
    const { port = 0, isNew } = await participant.ask(id, 0);
    // A number of requests, not a time: a server that starts slowly must have warmed up before it is measured.
    if (isNew === 1) await load(port, warmUp);
    const before = await participant.ask('cpu', 0);
    const { requests } = await load(port, amount);
    const after = await participant.ask('cpu', 0);
    const spent = (after.microseconds ?? 0) - (before.microseconds ?? 0);
    return { requests, cpu: spent / amount };
  },
  pace: { milliseconds: 0, requests: MEASURED, warmUp: WARM_UP, rounds: 2, restarts: 5 },
  quickPace: { milliseconds: 0, requests: 150, warmUp: 300, rounds: 1, restarts: 1 },
};
