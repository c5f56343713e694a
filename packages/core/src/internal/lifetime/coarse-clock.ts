import { storage } from '../storage/storage.js';

// Taken at load: a test may replace them with a fake clock, which would lose this timer when it is removed.
const { clearInterval, setInterval } = globalThis;

/** Times fit into a small integer, which needs no room of its own. They start again from 0 after twelve days. */
const WRAP = 2 ** 30;

/** An object: at each read of a module variable, V8 would check whether it has been initialised. */
const clock: { time: number; isUsed: boolean; timer: NodeJS.Timeout | undefined } = {
  time: 0,
  isUsed: false,
  timer: undefined,
};
let period = 1_000;
/** False where a timer keeps the process alive, or belongs to the request that it was made in, as in Workers. */
let isTicking = true;

/**
 * Returns the approximate time in milliseconds, for `since`: never too early, and at most a period too late. Costs a
 * hundredth of `performance.now()`, which would double the cost of opening and closing a context.
 */
export function coarseTime(): number {
  clock.isUsed = true;
  return clock.timer === undefined ? start() : clock.time;
}

/** Returns how many milliseconds have passed since a coarse time, or up to a period less. */
export function since(then: number): number {
  const passed = (now() - then + WRAP) % WRAP;
  // A coarse time may be ahead of the clock.
  return passed > WRAP / 2 ? 0 : passed;
}

/** Sets how coarse the times are, in milliseconds. */
export function setCoarseness(milliseconds: number): void {
  period = Math.min(Math.max(milliseconds, 1), 1_000);
  stop();
}

function now(): number {
  return Math.trunc(performance.now()) % WRAP;
}

function start(): number {
  if (!isTicking) return now();
  // Outside any context, which the timer would keep in memory.
  clock.timer = storage.run(null, () => setInterval(tick, period));
  clock.time = (now() + period) % WRAP;
  if (typeof clock.timer.unref === 'function') clock.timer.unref();
  else {
    isTicking = false;
    stop();
  }
  return clock.time;
}

function tick(): void {
  // Nothing ends in a process that is idle: it need not be woken.
  if (clock.isUsed) clock.time = (now() + period) % WRAP;
  else stop();
  clock.isUsed = false;
}

function stop(): void {
  clearInterval(clock.timer);
  clock.timer = undefined;
}
