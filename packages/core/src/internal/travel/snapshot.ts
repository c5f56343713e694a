import type { Context } from '../../types/context.js';
import { arrivedIn } from '../locals/undeclared.js';
import { keyed } from '../locals/keyed-locals.js';
import { record, viewOf } from '../context/context.js';
import { isOfPackages } from '../state/package-keys.js';
import { mayTravel } from '../state/policy.js';
import { SnapshotWriter } from './snapshot-writer.js';

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
  const writer = new SnapshotWriter();
  const view = viewOf(context);
  for (const { key, definition, isOfPackages: isOwn, travels } of keyed.values()) {
    if (isOwn && !isForThread) continue;
    writer.begin(key);
    definition.collect(view, travels, writer);
  }
  for (const [key, attributes] of arrivedIn(view)) {
    if (!isForThread && isOfPackages(key)) continue;
    const local = keyed.get(key);
    writer.begin(key);
    for (const [name, value] of attributes) {
      if (local?.definition.knows(name) !== true && mayTravel(local?.travels ?? true, name))
        writer.add(name, value);
    }
  }
  return writer.finish();
}

/** What was assigned and deleted in the context since `record`, as far as the policies let it travel. */
export function changesOf(context: Context): Changes {
  const recorder = record(context);
  const assigned = new SnapshotWriter();
  const deleted: [key: string, ...names: string[]][] = [];
  for (const { key, definition, travels } of keyed.values()) {
    const gone: [string, ...string[]] = [key];
    assigned.begin(key);
    definition.collectChanges(context, recorder, travels, assigned, gone);
    if (gone.length > 1) deleted.push(gone);
  }
  return { assigned: assigned.finish(), deleted };
}
