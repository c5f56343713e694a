import { storage } from '../storage/storage.js';
import { offAbort, onAbort } from './one-abort-listener.js';

/** What can end a lifetime from outside. */
export interface LifetimeLimits {
  /** Names the context in the error of its deadline. */
  readonly label: string;
  /** On the monotonic clock, in milliseconds. */
  readonly deadline: number | undefined;
  readonly signal: AbortSignal | undefined;
}

/** The most milliseconds that `setTimeout` takes: asked for more, it fires at once. */
export const LONGEST_TIMER: number = 2 ** 31 - 1;

/** Watches limits, and calls `look` when one may have run out. */
export class Alarm {
  readonly #limits: LifetimeLimits;
  readonly #check: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param look - Returns whether it is over. Is called again if not: timers fire early. */
  constructor(limits: LifetimeLimits, look: () => boolean) {
    this.#limits = limits;
    this.#check = () => {
      if (!look()) this.#start();
    };
    // Outside any context: a timer retains the context that it was made in, which may be a child's.
    storage.run(null, () => this.#start());
    if (limits.signal !== undefined) onAbort(limits.signal, this.#check);
  }

  stop(): void {
    clearTimeout(this.#timer);
    if (this.#limits.signal !== undefined) offAbort(this.#limits.signal, this.#check);
  }

  #start(): void {
    const { deadline } = this.#limits;
    if (deadline === undefined) return;
    const left = Math.max(deadline - performance.now(), 0);
    // Rounded up: a timer drops the fraction.
    this.#timer = setTimeout(this.#check, Math.min(Math.ceil(left), LONGEST_TIMER));
    // Some runtimes hand out a number.
    this.#timer.unref?.();
  }
}
