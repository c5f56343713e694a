import type { Context } from '../../types/context.js';
import type { WriteLease } from '../state/change-recorder.js';
import { HeldValue, type Override } from '../state/frame.js';
import { RecordedMap } from '../state/recorded-map.js';

export type Name = string | symbol;
export type Entries = ReadonlyMap<Name, unknown>;

/** The attributes of an open Local in one context, and in those forked from it until they write. */
export class OpenState {
  readonly lease: WriteLease | undefined;
  readonly entries: Map<Name, unknown>;

  constructor(lease: WriteLease | undefined, entries: Entries, slot: number) {
    this.lease = lease;
    const touched = lease?.recorder?.touchedIn(slot);
    this.entries = touched === undefined ? new Map(entries) : new RecordedMap(entries, touched);
  }
}

/** What a frame holds of an attribute that was deleted in it. */
const DELETED: unique symbol = Symbol('deleted');

/** The attributes that an open Local has in a frame in place of its context's. */
export class OpenOverride implements Override {
  readonly #held: Map<Name, HeldValue>;
  readonly #entriesIn: (context: Context) => Entries;

  /** @param outer - The override of the frame around this one: what it holds is held here too, until it is replaced. */
  constructor(entriesIn: (context: Context) => Entries, outer: OpenOverride | undefined) {
    this.#entriesIn = entriesIn;
    this.#held = outer === undefined ? new Map() : new Map(outer.#held);
  }

  replace(name: Name, value: unknown): void {
    this.#held.set(name, new HeldValue(value));
  }

  has(name: Name): boolean {
    return this.#held.has(name);
  }

  get(name: Name): unknown {
    const value = this.#held.get(name)?.value;
    return value === DELETED ? undefined : value;
  }

  /** Sets an attribute that it has. */
  set(name: Name, value: unknown): void {
    (this.#held.get(name) as HeldValue).value = value;
  }

  /** Deletes an attribute that it has. */
  delete(name: Name): void {
    this.set(name, DELETED);
  }

  /** Returns all attributes that the Local has in the frame. */
  entriesIn(context: Context): Entries {
    const entries = new Map(this.#entriesIn(context));
    for (const [name, { value }] of this.#held) {
      if (value === DELETED) entries.delete(name);
      else entries.set(name, value);
    }
    return entries;
  }

  valueIn(context: Context): OpenState {
    // Without a lease it is read-only: a writer copies it first.
    return new OpenState(undefined, this.entriesIn(context), -1);
  }
}
