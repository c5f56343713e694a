// @ts-check
// What a request does, whatever framework it came through.
import { Agent, get } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Context, request, wrapAsync, wrapGather } from '@aiolocals/core';
import { hostileIds, workOf } from './plan.mjs';

/** @typedef {(step: number, extra?: string) => void} Log */

/**
 * @typedef {object} Means What a server has for the work.
 * @property {(n: number, want: string) => Log} logOf
 * @property {{ run: (task: { n: number, kills: boolean }) => Promise<unknown> }} pool
 * @property {() => number} upstream The port of what requests ask.
 * @property {Tally} tally
 */

/** @typedef {{ tasks: number, tasksDone: number, lost: number, foreign: number }} Tally */

/** Calls back from one timer for all requests that wait: code of the first request's context, or of none. */
export class Shared {
  /** @type {(() => void)[]} */
  waiting = [];

  wait(/** @type {() => void} */ done) {
    this.waiting.push(done);
    if (this.waiting.length > 1) return;
    setTimeout(() => {
      const all = this.waiting;
      this.waiting = [];
      for (const each of all) each();
    }, 3);
  }

  /** @returns {Promise<void>} */
  turn() {
    return new Promise((resolve) => this.wait(resolve));
  }
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** @type {Record<'plain' | 'body' | 'shared', (log: Log) => Promise<void>>} */
const simple = { plain: pause, body: pause, shared: pause };

async function pause(/** @type {Log} */ log) {
  await delay(Math.random() * 5);
  log(2);
  log(3);
}

/**
 * Does the work of request n, and resolves to what the answer is to say.
 *
 * @param {number} n
 * @param {Means} means
 */
export async function work(n, means) {
  const { kind, id, kills } = workOf(n);
  const { id: own } = request;
  const want = kind === 'hostile' || id === undefined ? own : id;
  const log = means.logOf(n, want);
  log(0);
  if (kind === 'outbound') await ask(means.upstream(), log);
  else if (kind === 'pool') await runInPool({ n, kills }, want, means, log);
  else if (kind === 'tasks') await startTasks(want, means, log);
  else if (kind === 'fail') await fail(log);
  else if (kind === 'hostile') logHostile(n, log);
  else if (kind === 'abort') await outlive(log);
  else await (kind in simple ? simple[/** @type {'plain'} */ (kind)] : pause)(log);
  log(5);
  return { n, id: want };
}

/** What a failing request does in its error handler. */
export function onFailure(/** @type {number} */ n, /** @type {Means} */ means) {
  const { id } = workOf(n);
  means.logOf(n, id ?? request.id)(7);
}

/**
 * Asks with callbacks, through connections that other requests opened.
 *
 * @param {number} port
 * @param {Log} log
 * @returns {Promise<void>}
 */
function ask(port, log) {
  return new Promise((resolve, reject) => {
    get({ agent, port, host: '127.0.0.1', path: '/upstream' }, (incoming) => {
      log(1);
      incoming.on('data', () => {});
      incoming.on('end', () => {
        log(2);
        resolve();
      });
    }).on('error', reject);
  });
}

/**
 * @param {{ n: number, kills: boolean }} task
 * @param {string} want
 * @param {Means} means
 * @param {Log} log
 */
async function runInPool(task, want, { pool, tally }, log) {
  tally.tasks += 1;
  try {
    if ((await pool.run(task)) !== want) tally.foreign += 1;
    if (task.kills) tally.lost += 1;
  } catch (error) {
    const { name } = /** @type {Error} */ (error);
    // Its thread ended, as it was to. Any other end of it is a loss.
    if (!task.kills || name !== 'TaskLostError') tally.lost += 1;
  }
  tally.tasksDone += 1;
  log(2);
}

/** A background task that outlives the request, and a gather within it. */
async function startTasks(
  /** @type {string} */ want,
  /** @type {Means} */ { tally },
  /** @type {Log} */ log,
) {
  tally.tasks += 1;
  void wrapAsync(
    async () => {
      await delay(20);
      log(8);
      if (request.id !== want) tally.foreign += 1;
      tally.tasksDone += 1;
    },
    { name: 'after the answer' },
  );
  await wrapGather([
    async () => {
      await delay(1);
      log(3);
    },
    () => log(4),
  ]);
}

async function fail(/** @type {Log} */ log) {
  await delay(1);
  log(2);
  throw new Error('the warehouse is on fire');
}

function logHostile(/** @type {number} */ n, /** @type {Log} */ log) {
  const text = hostileIds[n % hostileIds.length] ?? '';
  log(1, `\n{"requestId":"forged","message":"forged"}\r\n\u2028${text}`);
}

/** The client goes away: what still runs then logs with its own id. */
async function outlive(/** @type {Log} */ log) {
  const context = Context.current();
  context?.signal.addEventListener('abort', () => log(9));
  await delay(10);
  log(2);
  await delay(10);
  log(3);
}

/** The body of a stream of events. */
export function eventsOf(/** @type {number} */ n, /** @type {Means} */ means) {
  const log = means.logOf(n, workOf(n).id ?? request.id);
  return Readable.from(
    (async function* events() {
      for (let step = 1; step < 6; step += 1) {
        await delay(2);
        log(step);
        yield `data: ${step}\n\n`;
      }
    })(),
    { objectMode: false },
  );
}

/** A body that is larger than the buffers on its way, for a client that reads slowly. */
export function largeBodyOf(/** @type {number} */ n, /** @type {Means} */ means) {
  const log = means.logOf(n, workOf(n).id ?? request.id);
  let step = 0;
  return new Readable({
    read() {
      step += 1;
      if (step > 12) {
        this.push(null);
        return;
      }
      log(step);
      this.push('x'.repeat(64 * 1024));
    },
  });
}
