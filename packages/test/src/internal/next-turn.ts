import { setImmediate } from 'node:timers';

// Taken at load: by the time of the call, a test may have replaced it with that of a fake clock.
const schedule = setImmediate;

/** Resolves in the next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    schedule(resolve);
  });
}
