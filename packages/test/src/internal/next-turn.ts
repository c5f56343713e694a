import { setImmediate } from 'node:timers';

// As it is at load: a test may have put the clock of its own in its place by the time of the call.
const schedule = setImmediate;

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve);
  });
}
