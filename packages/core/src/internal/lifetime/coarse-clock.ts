import { storage } from '../storage/storage.js';

// As they are at load: a test may put a clock of its own in their place, and forget this one's timer with it.
const { clearInterval, setInterval } = globalThis;

/** Times fit into a small integer, which needs no room of its own. They start again from 0 after twelve days. */
const WRAP = 2 ** 30;

/** An object, as for a variable of a module that many contexts look at, each look would ask if it has been set. */
const clock: { time: number; isUsed: boolean; timer: NodeJS.Timeout | undefined } = {
  time: 0,
  isUsed: false,
  timer: undefined,
};
let period = 1_000;
/** Not where a timer keeps the process awake, or belongs to the request that it was made for, as in Workers. */
let isTicking = true;

/**
 * Returns about what time it is: never too early, and a period too late at most. Costs a hundredth of asking the clock,
 * which would double what it takes to open and close a context. In milliseconds; see `since`.
 */
export function coarseTime(): number {
  clock.isUsed = true;
  return clock.timer === undefined ? start() : clock.time;
}

/** Returns how many milliseconds have passed since a coarse time: a period too few at most. */
export function since(then: number): number {
  const passed = (now() - then + WRAP) % WRAP;
  // What is about to be.
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
