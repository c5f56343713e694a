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

// Taken at load: by the time of the call, a test may have replaced it with that of a fake clock.
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
    // Referenced, unlike the timer of a deadline: the caller must get an answer, even if nothing else keeps the process
    // alive.
    const timer = timeout > LONGEST_TIMER ? undefined : setTimeout(done, timeout);
    let isDone = false;
    function done(): void {
      isDone = true;
      clearTimeout(timer);
      offIdle(look);
      resolve();
    }
    // Code that awaited the last task runs first, and may start another one.
    const look = (): void =>
      nextTick(() => {
        if (!areOutstanding()) done();
        // It may have timed out meanwhile.
        else if (!isDone) onIdle(look);
      });
    onIdle(look);
  });
}
