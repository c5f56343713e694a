// @ts-check
// The clients of the soak, in a process of their own. The parent says which requests to send, and where.
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { workOf } from './plan.mjs';

/**
 * @typedef {import('./plan.mjs').Work} Work
 * @typedef {Record<string, number>} Ports
 * @typedef {{ sent: number, answered: number, aborted: number, refused: number, again: number, wrong: number, first: string }} Answers
 */

/** How many are under way at once. */
const CONCURRENCY = 48;
const agent = new Agent({ keepAlive: true, maxSockets: 24 });
/** @type {Answers} */
let answers;
/** @type {{ steady: Ports, restarted: Ports }} */
let targets;

process.on(
  'message',
  (/** @type {{ from: number, to: number, targets: typeof targets }} */ job) => {
    ({ targets } = job);
    void send(job.from, job.to).then(() => process.send?.({ kind: 'sent', answers }));
  },
);
// The parent has no more to send, or has failed.
process.once('disconnect', () => process.exit());
process.send?.({ kind: 'ready' });

async function send(/** @type {number} */ from, /** @type {number} */ to) {
  answers = { sent: 0, answered: 0, aborted: 0, refused: 0, again: 0, wrong: 0, first: '' };
  let next = from;
  /** @type {Map<number, Work[]>} */
  const batches = new Map();
  const lane = async () => {
    while (next < to) {
      const work = workOf(next);
      next += 1;
      answers.sent += 1;
      await (work.kind === 'pipelined' ? batch(batches, work) : one(work));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  await Promise.all([...batches].map(([port, batched]) => pipeline(port, batched)));
}

function portOf(/** @type {Work} */ { restarts, framework }) {
  return (restarts ? targets.restarted : targets.steady)[framework] ?? 0;
}

/** Collects four that go to the same server, and sends them in one packet. */
async function batch(/** @type {Map<number, Work[]>} */ batches, /** @type {Work} */ work) {
  const port = portOf(work);
  const batched = batches.get(port) ?? [];
  batches.set(port, batched);
  batched.push(work);
  if (batched.length < 4) return;
  batches.delete(port);
  await pipeline(port, batched);
}

/** @returns {Promise<void>} */
function pipeline(/** @type {number} */ port, /** @type {Work[]} */ batched) {
  const socket = connect(port, '127.0.0.1');
  const text = batched.map(({ n, id, kind }, index) => {
    const close = index === batched.length - 1 ? 'Connection: close\r\n' : '';
    const own = id === undefined ? '' : `X-Request-ID: ${id}\r\n`;
    return `GET /${kind}/${n} HTTP/1.1\r\nHost: a\r\n${own}${close}\r\n`;
  });
  socket.write(text.join(''));
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk) => {
    received += chunk;
  });
  return new Promise((resolve) => {
    let isRefused = false;
    socket.on('error', () => {
      isRefused = true;
    });
    socket.on('close', () => {
      const ids = [...received.matchAll(/^x-request-id: (?<id>.*)\r$/gim)].map(
        ({ groups }) => groups?.['id'],
      );
      const bodies = [...received.matchAll(/"n":(?<n>\d+),"id":"(?<id>[^"]*)"/g)];
      if ((isRefused || received === '') && batched[0]?.restarts === true) {
        answers.refused += batched.length;
      } else {
        batched.forEach((work, index) => {
          const body = bodies[index]?.groups;
          check(work, 200, ids[index], body && { n: Number(body['n']), id: body['id'] ?? '' });
        });
      }
      resolve();
    });
  });
}

/** @returns {Promise<void>} */
function one(/** @type {Work} */ work, isAgain = false) {
  const { n, kind, id } = work;
  const headers = /** @type {Record<string, string>} */ ({});
  if (id !== undefined) headers['X-Request-ID'] = id;
  if (kind === 'body') headers['Content-Type'] = 'application/json';
  const path = `/${kind}/${n}${kind === 'hostile' ? '/%0d%0aforged%20[x]?forged=1' : ''}`;
  const method = kind === 'body' ? 'POST' : 'GET';
  const options = { agent, host: '127.0.0.1', port: portOf(work), path, method, headers };
  return new Promise((resolve) => {
    const req = request(options, (res) => {
      void read(res, kind === 'slow').then((text) => {
        const { statusCode = 0, headers: received } = res;
        if (text === undefined) lose(work, 'its answer broke off');
        else check(work, statusCode, received['x-request-id'], parse(text));
        return resolve();
      });
    });
    req.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      // The server may close a connection that has been idle for long in the moment in which it is used again. It has
      // read nothing of this request; if it had, its lines would be there twice.
      const isRace = req.reusedSocket && error.code === 'ECONNRESET' && kind !== 'abort';
      // Once, and counted: a server that resets connections for another reason must not go unseen.
      if (isRace && !work.restarts && !isAgain) {
        answers.again += 1;
        return resolve(one(work, true));
      }
      if (kind === 'abort') answers.aborted += 1;
      else lose(work, error.message);
      resolve();
    });
    if (kind === 'abort') setTimeout(() => req.destroy(), n % 25);
    req.end(kind === 'body' ? JSON.stringify({ n, text: 'x'.repeat(n % 2000) }) : undefined);
  });
}

/** Resolves to the body, or to undefined if it broke off. */
async function read(
  /** @type {import('node:http').IncomingMessage} */ res,
  /** @type {boolean} */ isSlow,
) {
  let text = '';
  try {
    for await (const chunk of res) {
      text += String(chunk).slice(0, 200);
      if (isSlow) await delay(5);
    }
    return text;
  } catch {
    return undefined;
  }
}

function parse(/** @type {string} */ text) {
  try {
    return /** @type {{ n: number, id: string }} */ (JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A server that restarts refuses requests for a moment, and those that it asks itself. */
function lose(/** @type {Work} */ work, /** @type {string} */ reason) {
  if (work.restarts) answers.refused += 1;
  else if (work.kind === 'abort') answers.aborted += 1;
  else wrong(work, reason);
}

/**
 * Compares an answer with what was asked.
 *
 * @param {Work} work
 * @param {number} status
 * @param {unknown} echoed
 * @param {{ n: number, id: string } | undefined} body
 */
function check(work, status, echoed, body) {
  const { n, kind, id } = work;
  const isFailing = kind === 'fail';
  const isStream = kind === 'events' || kind === 'slow';
  answers.answered += 1;
  // A server that stops takes no request of its own any more.
  if (status === 500 && kind === 'outbound') return lose(work, `status ${status}`);
  if (status !== (isFailing ? 500 : 200)) return wrong(work, `status ${status}`);
  if (typeof echoed !== 'string' || echoed.includes('forged'))
    return wrong(work, `id ${String(echoed)}`);
  if (kind !== 'hostile' && id !== undefined && echoed !== id) return wrong(work, `id ${echoed}`);
  if (!isStream && body?.n !== n) return wrong(work, `status ${status}, body of ${body?.n}`);
  if (!isStream && !isFailing && body?.id !== echoed) return wrong(work, `body says ${body?.id}`);
  return undefined;
}

function wrong(/** @type {Work} */ { n, kind, framework }, /** @type {string} */ reason) {
  answers.wrong += 1;
  answers.first ||= `${framework} /${kind}/${n}: ${reason}`;
}
