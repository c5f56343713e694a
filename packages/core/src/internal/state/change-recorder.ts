/** Marks the time in which a context alone holds its values. A fork ends it for both sides. */
export class WriteLease {
  /** Of a context whose changes are recorded. */
  readonly recorder: Recorder | undefined;

  constructor(recorder?: Recorder) {
    this.recorder = recorder;
  }
}

/** The changes that are made in one context: which slots were written, and which attributes of open Locals. */
export class Recorder {
  /** Of `request`, whose state is in no slot. */
  isIdAssigned = false;
  isPathAssigned = false;
  readonly slots: Set<number> = new Set();
  /** By slot: the names that were assigned or deleted. */
  readonly touched: Map<number, Set<string | symbol>> = new Map();
  /** Stands for the lease of the context, which has none. */
  lease: WriteLease | undefined;

  /** Notes a write; returns whether a new lease began with it. */
  note(slot: number): boolean {
    this.slots.add(slot);
    if (this.lease !== undefined) return false;
    this.lease = new WriteLease(this);
    return true;
  }

  /** The names that are touched in the open Local of this slot. */
  touchedIn(slot: number): Set<string | symbol> {
    let names = this.touched.get(slot);
    if (names === undefined) this.touched.set(slot, (names = new Set()));
    return names;
  }
}
