import type { Context } from '../context.js';
import { Origin } from './cells.js';
import { Recorder } from './recorder.js';
import { initialValues } from './slots.js';

/** Marks the time in which a context alone holds its values. A fork ends it for both sides. */
export interface Lease {
  /** Of a context whose changes are recorded. */
  readonly recorder?: Recorder;
}

/** The values of a context that never wrote a slot. */
const NO_VALUES: readonly unknown[] = [];

export let requestId: (context: Context) => string;
export let setRequestId: (context: Context, id: string) => void;
export let requestPath: (context: Context) => string;
export let setRequestPath: (context: Context, path: string) => void;
/** The values by slot: shared with other contexts, and maybe shorter than the number of slots. */
export let valuesOf: (context: Context) => readonly unknown[];
/** The values by slot, at least `end` of them, for this context alone to write. */
export let ownedValues: (context: Context, end: number) => unknown[];
/** Tells which mutable values in `ownedValues` are the context's own: those that were made under this lease. */
export let leaseOf: (context: Context) => Lease | undefined;
export let originOf: (context: Context) => Origin;
/** Whether the context started from another's state, or something read a factory's value in it. */
export let hasOrigin: (context: Context) => boolean;
/** Starts to record the changes that are made in the context, if nobody has; they stay its recorder's. */
export let record: (context: Context) => Recorder;

/**
 * The state of a context. The store of the one AsyncLocalStorage is the context itself, and the state of `request`,
 * which every log line reads, is in its fields: with one more object in between, a read cost twice as much.
 *
 * A fork shares the values and costs the same for one Local as for a thousand; whoever writes first copies them.
 */
export class State {
  #requestId = '';
  #requestPath = '';
  #values: readonly unknown[] = NO_VALUES;
  #lease: Lease | undefined;
  #origin: Origin | undefined;
  #recorder: Recorder | undefined;

  static {
    // Every context is a State: `Context` is the only implementation of its interface in a process.
    const stateOf = (context: Context): State => context as unknown as State;
    requestId = (context) => stateOf(context).#requestId;
    setRequestId = (context, id) => {
      stateOf(context).#requestId = id;
    };
    requestPath = (context) => stateOf(context).#requestPath;
    setRequestPath = (context, path) => {
      stateOf(context).#requestPath = path;
    };
    valuesOf = (context) => stateOf(context).#values;
    ownedValues = (context, end) => stateOf(context).#own(end);
    leaseOf = (context) => stateOf(context).#lease ?? stateOf(context).#recorder?.lease;
    originOf = (context) => (stateOf(context).#origin ??= new Origin());
    hasOrigin = (context) => stateOf(context).#origin !== undefined;
    record = (context) => stateOf(context).#record();
  }

  protected forkState(parent: State): void {
    this.#requestId = parent.#requestId;
    this.#requestPath = parent.#requestPath;
    this.#values = parent.#values;
    parent.#lease = undefined;
    if (parent.#recorder !== undefined) parent.#recorder.lease = undefined;
    this.#origin = parent.#origin ??= new Origin();
  }

  #own(end: number): unknown[] {
    if (this.#lease === undefined) this.#takeLease(end - 1);
    const values = this.#values as unknown[];
    while (values.length < end) values.push(initialValues[values.length]);
    return values;
  }

  /** A context that is recorded never has a lease of its own, so that each of its writes comes by here. */
  #takeLease(slot: number): void {
    const recorder = this.#recorder;
    if (recorder === undefined) this.#lease = {};
    else if (!recorder.note(slot)) return;
    this.#values = this.#values.slice();
  }

  #record(): Recorder {
    this.#lease = undefined;
    return (this.#recorder ??= new Recorder(this.#requestId, this.#requestPath));
  }
}
