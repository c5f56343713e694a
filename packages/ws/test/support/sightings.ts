/** How often code of a user ran at a place, and whose context it then saw. */
export interface Tally {
  right: number;
  /** Another's. */
  wrong: number;
  /** None at all. */
  missing: number;
}

const PATIENCE = 8000;

/** Compares, wherever code of a user runs, the id of the current context with that of the client it runs for. */
export class Sightings {
  readonly #places = new Map<string, Tally & { readonly times: number; seen: number }>();
  readonly #currentId: () => string | undefined;
  #onSeen: (() => void) | undefined;

  /** @param times - How often each place is reached. */
  constructor(times: Readonly<Record<string, number>>, currentId: () => string | undefined) {
    for (const [place, count] of Object.entries(times))
      this.#places.set(place, { times: count, seen: 0, right: 0, wrong: 0, missing: 0 });
    this.#currentId = currentId;
  }

  /** @param isRight - Whether anything else that must hold does. */
  see(place: string, owner: string, isRight = true): void {
    const tally = this.#places.get(place);
    if (tally === undefined) throw new Error(`Nobody announced the place ${place}`);
    const id = this.#currentId();
    tally.seen += 1;
    if (id === undefined) tally.missing += 1;
    // A message has the id of its connection and a number.
    else if (id.split('/')[0] === owner && isRight) tally.right += 1;
    else tally.wrong += 1;
    if (this.#unseen().length === 0) this.#onSeen?.();
  }

  /** Resolves when each place was reached as often as it should. */
  async complete(): Promise<void> {
    if (this.#unseen().length === 0) return;
    await new Promise<void>((resolve, reject) => {
      const hopeless = setTimeout(() => {
        reject(new Error(`Not reached: ${this.#unseen().join(', ')}`));
      }, PATIENCE);
      this.#onSeen = () => {
        clearTimeout(hopeless);
        resolve();
      };
    });
  }

  tallies(): Record<string, Tally> {
    return Object.fromEntries(
      [...this.#places].map(([place, { right, wrong, missing }]) => [
        place,
        { right, wrong, missing },
      ]),
    );
  }

  #unseen(): string[] {
    return [...this.#places].flatMap(([place, { times, seen }]) =>
      seen < times ? [`${place} ${seen} of ${times}`] : [],
    );
  }
}
