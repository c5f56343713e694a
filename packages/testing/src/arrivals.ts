import type { Witness } from './sightings.js';

const idOf = ({ headers }: Witness): string => String(headers['x-request-id']);

/** Notes which places requests have reached, for clients that wait for the right time to go on or to go away. */
class Arrivals {
  readonly #arrived = new Map<string, PromiseWithResolvers>();

  note(witness: Witness): void {
    this.#at(idOf(witness)).resolve();
  }

  async of(id: string): Promise<void> {
    await this.#at(id).promise;
    this.#arrived.delete(id);
  }

  #at(id: string): PromiseWithResolvers {
    let arrival = this.#arrived.get(id);
    if (arrival === undefined) this.#arrived.set(id, (arrival = withResolvers()));
    return arrival;
  }
}

export const arrivals: Arrivals = new Arrivals();

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function withResolvers(): PromiseWithResolvers {
  let resolve!: () => void;
  const promise = new Promise<void>((fulfil) => (resolve = fulfil));
  return { promise, resolve };
}
