import { setTimeout } from 'node:timers';
import { inspect, types } from 'node:util';

/** Only the state is wanted: nothing of the user is called, and nothing long is written. */
const STATE_ONLY = { customInspect: false, depth: 0, maxStringLength: 0, breakLength: Infinity };
/** After this many looks, the pause between them doubles: a promise is seen to settle about an eighth of its age late. */
const LOOKS = 8;
/** In milliseconds. */
const LONGEST_PAUSE = 1024;

const { then } = Promise.prototype;

/**
 * Calls `listener` once a promise has settled. It only looks at the promise: `then` would count as a handler of its
 * rejection, and hide it, or report it although somebody else handles it. Also calls it when the promise has been
 * collected, because that can no longer settle.
 */
export function whenSettled(promise: Promise<unknown>, listener: () => void): void {
  const seen = new WeakRef(promise);
  let looks = 0;
  const look = (): void => {
    const watched = seen.deref();
    if (watched === undefined || !isPending(watched)) listener();
    else wait();
  };
  const wait = (): void => {
    const pause = Math.min(2 ** Math.floor(looks / LOOKS), LONGEST_PAUSE);
    looks += 1;
    setTimeout(look, pause).unref();
  };
  wait();
}

/**
 * Calls `listener` once the promise of an async function has settled, and returns one that settles alike. Nobody else
 * can have the original, so a rejection is reported once, and only if nobody handles that of the copy.
 */
export function followOwn(promise: Promise<unknown>, listener: () => void): Promise<unknown> {
  return then.call(
    promise,
    (value) => {
      listener();
      return value;
    },
    (error: unknown) => {
      listener();
      throw error;
    },
  );
}

/** Whether what a function returned is a promise that nobody else can have. */
export function isOwnPromise(fn: unknown): boolean {
  return types.isAsyncFunction(fn);
}

function isPending(promise: Promise<unknown>): boolean {
  return /^[^{]*\{ <pending>/.test(inspect(promise, STATE_ONLY));
}
