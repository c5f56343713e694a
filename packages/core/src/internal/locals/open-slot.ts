import type { Context } from '../../types/context.js';
import { frameOf, leaseOf, ownedValues, valuesOf, writeSlot } from '../context/context.js';
import type { Frame } from '../state/frame.js';
import type { Crowd } from '../state/crowd.js';
import { CROWD, CROWDED, takeSlot } from '../state/slots.js';
import { type Entries, type Name, OpenOverride, OpenState } from './open-state.js';
import { arrivedOf, dropArrived } from './undeclared.js';

const NOTHING: Entries = new Map();

/** The slot that holds all attributes of an open Local. */
export class OpenSlot {
  readonly index: number = takeSlot(undefined);
  readonly #key: string | undefined;

  /** @param key - Of a Local that has one, and whose state may have arrived before it was made. */
  constructor(key: string | undefined) {
    this.#key = key;
  }

  read(context: Context | undefined): Entries {
    if (context === undefined) return NOTHING;
    const state = this.#stateIn(context);
    return state === undefined ? this.#readElsewhere(context) : state.entries;
  }

  get(context: Context, name: Name): unknown {
    const state = this.#stateIn(context);
    if (state !== undefined) return state.entries.get(name);
    const frame = frameOf(context);
    if (frame === undefined) return this.read(context).get(name);
    // Not `read`, which copies what a frame holds.
    const override = this.#overrideIn(frame);
    return override?.has(name) === true ? override.get(name) : this.read(frame.context).get(name);
  }

  set(context: Context, name: Name, value: unknown): void {
    const frame = frameOf(context);
    if (frame === undefined) this.#write(context).set(name, value);
    else if (this.#holds(frame, name)) this.#overrideIn(frame)?.set(name, value);
    else this.#write(frame.context).set(name, value);
  }

  delete(context: Context, name: Name): void {
    if (!this.read(context).has(name)) return;
    const frame = frameOf(context);
    if (frame === undefined) this.#write(context).delete(name);
    else if (this.#holds(frame, name)) this.#overrideIn(frame)?.delete(name);
    else this.#write(frame.context).delete(name);
  }

  refresh(context: Context): void {
    if (this.#stateIn(context) !== undefined) writeSlot(context, this.index, undefined);
    if (this.#key !== undefined) dropArrived(context, this.#key);
  }

  override(frame: Frame, changes: object): void {
    const override = new OpenOverride((context) => this.read(context), this.#overrideIn(frame));
    for (const name of Reflect.ownKeys(changes))
      override.replace(name, (changes as Record<Name, unknown>)[name]);
    frame.overrides.set(this.index, override);
  }

  #readElsewhere(context: Context): Entries {
    const frame = frameOf(context);
    if (frame !== undefined)
      return this.#overrideIn(frame)?.entriesIn(frame.context) ?? this.read(frame.context);
    return this.#key === undefined ? NOTHING : (arrivedOf(context, this.#key) ?? NOTHING);
  }

  #write(context: Context): Map<Name, unknown> {
    const { index } = this;
    // This may start a new lease.
    ownedValues(context, (index < CROWDED ? index : CROWD) + 1);
    const lease = leaseOf(context);
    let state = this.#stateIn(context);
    if (state === undefined || state.lease !== lease)
      writeSlot(context, index, (state = new OpenState(lease, this.read(context), index)));
    return state.entries;
  }

  #stateIn(context: Context): OpenState | undefined {
    const { index } = this;
    const values = valuesOf(context);
    if (index < CROWDED) return values[index] as OpenState | undefined;
    return (values[CROWD] as Crowd | undefined)?.values.get(index) as OpenState | undefined;
  }

  #overrideIn({ overrides }: Frame): OpenOverride | undefined {
    return overrides.get(this.index) as OpenOverride | undefined;
  }

  #holds(frame: Frame, name: Name): boolean {
    return this.#overrideIn(frame)?.has(name) === true;
  }
}
