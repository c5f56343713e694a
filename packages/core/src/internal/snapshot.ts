import type { Context } from '../context.js';
import { arrivedIn } from './arrived.js';
import { definitionOf } from './definition.js';
import { keyed } from './keyed.js';
import { record } from './context.js';
import { mayTravel } from './travel.js';

/**
 * The state of a context that may leave its thread: for each Local its key, then names and values of attributes in
 * turn. A list, because it is made and cloned faster than an object, and no name is special in it.
 */
export type Snapshot = readonly (readonly [key: string, ...attributes: unknown[]])[];

/** What was assigned and deleted in a context. */
export interface Changes {
  readonly assigned: Snapshot;
  /** For each Local its key, then the names. */
  readonly deleted: readonly (readonly [key: string, ...names: string[]])[];
}

/** Takes the state of the Locals that have a key, as far as their policies let it travel. */
export function takeSnapshot(context: Context): Snapshot {
  const snapshot: [key: string, ...attributes: unknown[]][] = [];
  for (const [key, { object, travels }] of keyed) {
    const entry: [string, ...unknown[]] = [key];
    definitionOf(object, 'local').collect(context, travels, entry);
    if (entry.length > 1) snapshot.push(entry);
  }
  for (const [key, attributes] of arrivedIn(context)) {
    const local = keyed.get(key);
    const definition = local === undefined ? undefined : definitionOf(local.object, 'local');
    const entry: [string, ...unknown[]] = [key];
    for (const [name, value] of attributes) {
      if (definition?.knows(name) !== true && mayTravel(local?.travels ?? true, name))
        entry.push(name, value);
    }
    if (entry.length > 1) snapshot.push(entry);
  }
  return snapshot;
}

/** What was assigned and deleted in the context since `record`, as far as the policies let it travel. */
export function changesOf(context: Context): Changes {
  const recorder = record(context);
  const assigned: [key: string, ...attributes: unknown[]][] = [];
  const deleted: [key: string, ...names: string[]][] = [];
  for (const [key, { object, travels }] of keyed) {
    const set: [string, ...unknown[]] = [key];
    const gone: [string, ...string[]] = [key];
    definitionOf(object, 'local').collectChanges(context, recorder, travels, set, gone);
    if (set.length > 1) assigned.push(set);
    if (gone.length > 1) deleted.push(gone);
  }
  return { assigned, deleted };
}
