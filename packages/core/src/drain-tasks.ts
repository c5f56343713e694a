import { optionsChecker } from './internal/check-options.js';
import { expectTimeout } from './internal/expect.js';
import { LONGEST_TIMER } from './internal/lifetime/alarm.js';
import {
  areOutstanding,
  offIdle,
  onIdle,
  outstanding,
} from './internal/context/outstanding-tasks.js';
import { share } from './internal/runtime/share.js';

// As it is at load: a test may have put the clock of its own in its place by the time of the call.
const { nextTick } = process;

const checkDrainOptions = optionsChecker('drainTasks', { timeout: expectTimeout });

/** The options of `drainTasks`. */
export interface DrainOptions {
  /** How many milliseconds to wait at most. Without it, as long as it takes. */
  readonly timeout?: number;
}

/** A background task that has not finished. */
export interface UnfinishedTask {
  readonly ident: string;
  readonly name: string | undefined;
  /** Milliseconds since it started. */
  readonly age: number;
}

/**
 * Waits until every task that `wrapAsync` started has finished, those that start meanwhile included, and returns the
 * ones that did not finish in time. Useful at shutdown, after the servers have closed.
 *
 * @throws TypeError if `timeout` is not a number of milliseconds.
 */
export const drainTasks: (options?: DrainOptions) => Promise<UnfinishedTask[]> = share(
  'drainTasks',
  async (options = {}) => {
    checkDrainOptions(options);
    const { timeout = Infinity } = options;
    if (areOutstanding()) await idleWithin(timeout);
    const now = performance.now();
    return outstanding().map(([{ ident, name }, started]) => ({
      ident,
      name,
      age: now - started,
    }));
  },
);

function idleWithin(timeout: number): Promise<void> {
  return new Promise((resolve) => {
    // Referenced, unlike a deadline's: who waits for the answer must get it, even if nothing else keeps the process.
    const timer = timeout > LONGEST_TIMER ? undefined : setTimeout(done, timeout);
    let isDone = false;
    function done(): void {
      isDone = true;
      clearTimeout(timer);
      offIdle(look);
      resolve();
    }
    // Whoever awaited the last task goes first, and may start another.
    const look = (): void =>
      nextTick(() => {
        if (!areOutstanding()) done();
        // It may have timed out meanwhile.
        else if (!isDone) onIdle(look);
      });
    onIdle(look);
  });
}
