import type { IncomingHttpHeaders } from 'node:http';
import { Local, request } from '@aiolocals/core';
import type { Tally } from './tally.js';

/** What says whose request it truly is: a header that only this request has. It does not depend on a context. */
export interface Witness {
  readonly headers: IncomingHttpHeaders;
}

export type See = (place: string, witness: Witness) => void;

const PATIENCE = 5000;

/** Compares, wherever code of a user runs, the current context with the request that it runs for. */
export class Sightings {
  readonly #places: readonly string[];
  readonly #times: number;
  readonly #counts = new Map<string, number>();
  #correct = 0;
  #none = 0;
  #foreign = 0;
  #onSeen: (() => void) | undefined;

  /** @param times - How often each of the places is to be reached at least. */
  constructor(places: readonly string[], times: number) {
    this.#places = places;
    this.#times = times;
  }

  readonly see: See = (place, { headers }) => {
    if (!this.#places.includes(place)) throw new Error(`Nobody announced the place ${place}`);
    const id = Local.peek(request)?.id;
    if (id === undefined) this.#none += 1;
    else if (id === headers['x-request-id']) this.#correct += 1;
    else this.#foreign += 1;
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
    if (this.#missing() === 0) this.#onSeen?.();
  };

  /** Resolves when every place was reached as often as it should, or when the patience is over. */
  async complete(): Promise<void> {
    if (this.#missing() === 0) return;
    await new Promise<void>((resolve) => {
      const hopeless = setTimeout(resolve, PATIENCE);
      this.#onSeen = () => {
        clearTimeout(hopeless);
        resolve();
      };
    });
  }

  tally(): Tally {
    return {
      correct: this.#correct,
      none: this.#none,
      foreign: this.#foreign,
      missing: this.#missing(),
    };
  }

  #missing(): number {
    return this.#places.reduce(
      (sum, place) => sum + Math.max(this.#times - (this.#counts.get(place) ?? 0), 0),
      0,
    );
  }
}
