import type { Context } from '../../types/context.js';
import { arrivedIn } from '../locals/undeclared.js';
import { keyed } from '../locals/keyed-locals.js';
import { record, viewOf } from '../context/context.js';
import { isOfPackages } from '../state/package-keys.js';
import { mayTravel } from '../state/policy.js';

/**
 * The state of a context that may leave its thread: for each Local its key, how many items follow, and the names and
 * values of its attributes in turn. One flat list, because each object in it would cost a twentieth of a message to
 * another thread; and no name is special in it.
 */
export type Snapshot = readonly unknown[];

/** What was assigned and deleted in a context. */
export interface Changes {
  readonly assigned: Snapshot;
  /** For each Local its key, then the names. */
  readonly deleted: readonly (readonly [key: string, ...names: string[]])[];
}

/** Takes the state that may go anywhere: of the Locals with a key, without the packages' own. */
export function takeSnapshot(context: Context): Snapshot {
  return take(context, false);
}

/** Takes the state that may go to another thread of this process. */
export function takeThreadSnapshot(context: Context): Snapshot {
  return take(context, true);
}

function take(context: Context, isForThread: boolean): Snapshot {
  const snapshot: unknown[] = [];
  const view = viewOf(context);
  for (const [key, { definition, isOfPackages: isOwn, travels }] of keyed) {
    if (isOwn && !isForThread) continue;
    const start = begin(snapshot, key);
    definition.collect(view, travels, snapshot);
    end(snapshot, start);
  }
  for (const [key, attributes] of arrivedIn(view)) {
    if (!isForThread && isOfPackages(key)) continue;
    const local = keyed.get(key);
    const start = begin(snapshot, key);
    for (const [name, value] of attributes) {
      if (local?.definition.knows(name) !== true && mayTravel(local?.travels ?? true, name))
        snapshot.push(name, value);
    }
    end(snapshot, start);
  }
  return snapshot;
}

/** What was assigned and deleted in the context since `record`, as far as the policies let it travel. */
export function changesOf(context: Context): Changes {
  const recorder = record(context);
  const assigned: unknown[] = [];
  const deleted: [key: string, ...names: string[]][] = [];
  for (const [key, { definition, travels }] of keyed) {
    const start = begin(assigned, key);
    const gone: [string, ...string[]] = [key];
    definition.collectChanges(context, recorder, travels, assigned, gone);
    end(assigned, start);
    if (gone.length > 1) deleted.push(gone);
  }
  return { assigned, deleted };
}

/** Begins a Local; returns where its attributes start. */
function begin(snapshot: unknown[], key: string): number {
  return snapshot.push(key, 0);
}

/** Ends a Local; one without attributes leaves no trace. */
function end(snapshot: unknown[], start: number): void {
  const count = snapshot.length - start;
  if (count > 0) {
    snapshot[start - 1] = count;
    return;
  }
  // To set the length instead would take three times as long.
  snapshot.pop();
  snapshot.pop();
}
