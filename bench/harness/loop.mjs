// @ts-check
import process from 'node:process';

/**
 * @typedef {Record<string, number>} Figures What was measured, by metric.
 * @typedef {(milliseconds: number) => Figures | Promise<Figures>} Measure Measures for about that long.
 *
 * @typedef {object} LoopOptions
 * @property {(body: () => unknown) => unknown} [inside] Runs the loop in a context.
 * @property {unknown} [expected] What each call must return.
 * @property {() => number} [clock] In milliseconds; the processor's time if it is not given.
 */

const call = (/** @type {() => unknown} */ body) => body();

/** Returns milliseconds of processor time. Unlike the clock, it leaves out what other processes do. */
export function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** After this many calls, V8 has optimised any function. Async functions take longest. */
const WARM_UP = 800_000;
let made = 0;

/**
 * Measures the nanoseconds of a call of `fn`. What every call returns is compared, so that no call can be optimised
 * away unnoticed. A loop that is as fast as an empty one is an error.
 *
 * @param {() => unknown} fn
 * @param {LoopOptions} [options]
 * @returns {Measure}
 */
export function loop(fn, { inside = call, expected, clock } = {}) {
  const timed = timer('fn()', fn, expected, inside, clock);
  let count = 0;
  let nothing = 0;
  let least = Infinity;
  return async (milliseconds) => {
    if (count === 0) {
      nothing = await emptyLoop(milliseconds);
      count = await calibrate(timed, milliseconds);
    }
    const ns = ((await timed(count)) * 1e6) / count;
    least = Math.min(least, ns);
    if (least < 1.5 * nothing) {
      throw new Error(`A call took ${least} ns, an empty loop ${nothing}: it was optimised away`);
    }
    return { ns };
  };
}

/** @type {Promise<number> | undefined} */
let measuredEmpty;

/** Returns the nanoseconds of one turn of an empty loop: the minimum of several, because other work only adds. */
function emptyLoop(/** @type {number} */ milliseconds) {
  return (measuredEmpty ??= measureEmpty(milliseconds));
}

async function measureEmpty(/** @type {number} */ milliseconds) {
  const timed = timer('fn', '', '', call);
  const count = await calibrate(timed, milliseconds);
  let least = Infinity;
  for (let round = 0; round < 5; round++) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    least = Math.min(least, ((await timed(count)) * 1e6) / count);
  }
  return least;
}

/**
 * As `loop`, for a function whose promise is awaited before the next call.
 *
 * @param {() => unknown} fn
 * @param {LoopOptions} [options]
 * @returns {Measure}
 */
export function asyncLoop(fn, { inside = call, expected, clock } = {}) {
  const timed = timer('await fn()', fn, expected, inside, clock);
  let count = 0;
  return async (milliseconds) => {
    if (count === 0) count = await calibrate(timed, milliseconds);
    return { ns: ((await timed(count)) * 1e6) / count };
  };
}

/**
 * Returns a function that makes `count` calls and returns how many milliseconds they took.
 *
 * @param {string} expression
 * @param {unknown} fn
 * @param {unknown} expected
 * @param {(body: () => unknown) => unknown} inside
 * @param {() => number} [clock]
 * @returns {(count: number) => Promise<number>}
 */
function timer(expression, fn, expected, inside, clock = processorTime) {
  const isAsync = expression.startsWith('await');
  // Each function gets a loop of its own, so that the type feedback of one does not slow down another.
  // oxlint-disable-next-line typescript/no-implied-eval -- a shared loop would be measured instead of what it calls
  const factory = new Function(
    'fn',
    'expected',
    `return ${isAsync ? 'async ' : ''}function loop${++made}(count) {
      let wrong = 0;
      for (let index = 0; index < count; index++) if ((${expression}) !== expected) wrong++;
      return wrong;
    }`,
  );
  /** @type {(count: number) => number | Promise<number>} */
  const run = factory(fn, expected);
  return async (count) => {
    let elapsed = 0;
    const wrong = await inside(async () => {
      // `inside` must have returned before the loop goes on after its first `await`.
      if (isAsync) await Promise.resolve();
      const began = clock();
      // Awaiting a synchronous result would add a turn of the microtask queue to its time.
      const result = run(count);
      const found = isAsync ? await result : result;
      elapsed = clock() - began;
      return found;
    });
    if (wrong !== 0) throw new Error(`${String(wrong)} of ${count} calls returned the wrong value`);
    return elapsed;
  };
}

/** Warms up, and returns how many calls take `milliseconds`. */
async function calibrate(
  /** @type {(count: number) => Promise<number>} */ timed,
  /** @type {number} */ milliseconds,
) {
  let count = 1;
  let elapsed = 0;
  let spent = 0;
  let calls = 0;
  const isWarm = () =>
    spent >= 20 * milliseconds && (calls >= WARM_UP || spent >= 100 * milliseconds);
  while (elapsed < milliseconds || !isWarm()) {
    if (elapsed < milliseconds) count = Math.ceil(count * growth(elapsed, milliseconds));
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    elapsed = await timed(count);
    spent += elapsed;
    calls += count;
  }
  return Math.max(1, Math.round((count * milliseconds) / elapsed));
}

function growth(/** @type {number} */ elapsed, /** @type {number} */ milliseconds) {
  return Math.min(10, Math.max(1.5, elapsed === 0 ? 10 : milliseconds / elapsed));
}
