// @ts-check
import process from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import { alternatives, OURS, RAW } from '../alternatives/index.mjs';

const ENTERED = '@aiolocals, entered by an adapter';
const names = [RAW, OURS, 'an AsyncLocalStorage each', 'nestjs-cls', 'OpenTelemetry'];

/**
 * Measures the bytes of each context while it is open and after it has closed. What runs in it is an async function
 * that waits, as a handler does.
 *
 * @param {import('../alternatives/raw.mjs').Alternative} alternative
 * @returns {import('../harness/loop.mjs').Measure}
 */
function heap({ run }) {
  let isWarm = false;
  const measure = async (/** @type {number} */ count) => {
    const before = await used();
    let finished = 0;
    /** @type {(() => void)[]} */
    const releases = [];
    /** @type {Promise<void>} */
    const gate = new Promise((resolve) => releases.push(resolve));
    const handler = async () => {
      await gate;
      finished++;
    };
    for (let index = 0; index < count; index++) void run('REQ0123456789', '/', handler);
    const during = await used();
    for (const release of releases) release();
    const after = await used();
    if (finished !== count) throw new Error(`Expected ${count} contexts to close, got ${finished}`);
    return { open: (during - before) / count, closed: (after - before) / count };
  };
  return async (milliseconds) => {
    const count = milliseconds * 1000;
    // The first run also pays for compiled code and for structures that grow once.
    if (!isWarm) await measure(count);
    isWarm = true;
    return measure(count);
  };
}

async function used() {
  await turn();
  await turn();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

/** As an adapter does: an event ends the context, so no promise of `run` is kept. */
async function entered() {
  const { Context, request } = await import('@aiolocals/core');
  /** @type {import('../alternatives/raw.mjs').Alternative['run']} */
  const run = (id, path, fn) =>
    new Context().enter(() => {
      request.id = id;
      request.path = path;
      return fn();
    });
  return { context: heap({ run, read: () => request.id }) };
}

/** @type {import('../harness/measure.mjs').Group} */
export const group = {
  title: 'Heap',
  note:
    'Bytes of a context with an id and a path in which an async function waits, and the bytes that remain after it ' +
    'has closed. Plain Node: a store `{ id, path }`.',
  participants: {
    ...Object.fromEntries(
      names.map((name) => [
        name,
        async () => {
          const alternative = await alternatives[name]?.();
          if (alternative === undefined) throw new Error(`There is no alternative ${name}`);
          return { context: heap(alternative) };
        },
      ]),
    ),
    [ENTERED]: entered,
  },
  comparisons: [
    {
      what: 'an open context',
      id: 'context',
      metric: 'open',
      unit: 'bytes',
      floor: RAW,
      goals: [OURS, ENTERED].map((of) => ({
        of,
        figure: /** @type {const} */ ('difference'),
        most: 200,
        everywhere: true,
      })),
    },
    {
      what: 'a closed context',
      id: 'context',
      metric: 'closed',
      unit: 'bytes',
      floor: RAW,
      // Anything that is kept takes more than that.
      goals: [{ of: OURS, figure: 'difference', most: 8, everywhere: true }],
      noise: 8,
      isRivalry: false,
    },
  ],
  pace: { milliseconds: 50, rounds: 3, restarts: 1 },
  quickPace: { milliseconds: 8, rounds: 2, restarts: 1 },
};
