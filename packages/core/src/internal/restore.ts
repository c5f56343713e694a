import type { Context as ContextType, ContextOptions } from '../context.js';
import { keepArrived } from './arrived.js';
import { Context } from './context.js';
import { definitionOf } from './definition.js';
import { expected } from './expect.js';
import { keyed } from './keyed.js';
import type { Changes, Snapshot } from './snapshot.js';
import { mayTravel, type Travels } from './travel.js';

/** The options of a context that does not start from another one of this thread. */
export type RestoreOptions = Omit<ContextOptions, 'parent' | 'locals' | 'detached'>;

/** Makes a context that starts from the snapshot, and from nothing else. */
export function contextFrom(snapshot: Snapshot, options: RestoreOptions = {}): ContextType {
  expectSnapshot('snapshot', snapshot);
  const { ident, name, signal, timeout } = options;
  // Not spread: on Node 20 that alone takes ten times as long as all the rest.
  const context = new Context({ parent: null, ident, name, signal, timeout } as ContextOptions);
  for (const entry of snapshot) assign(context, entry, true);
  return context;
}

/** Makes the changes in the context, as far as they may reach it. */
export function applyChanges(context: ContextType, changes: Changes): void {
  const { assigned, deleted } = changes;
  expectSnapshot('changes.assigned', assigned);
  expectDeleted(deleted);
  for (const entry of assigned) assign(context, entry, keyed.get(entry[0])?.travels ?? true);
  for (const [key, ...names] of deleted) {
    const local = keyed.get(key);
    if (local === undefined) continue;
    const { remove } = definitionOf(local.object, 'local');
    for (const name of names) if (mayTravel(local.travels, name)) remove(context, name);
  }
}

function assign(context: ContextType, entry: Snapshot[number], travels: Travels): void {
  const [key] = entry;
  const local = keyed.get(key);
  const definition = local === undefined ? undefined : definitionOf(local.object, 'local');
  let unknown: Map<string, unknown> | undefined;
  for (let at = 1; at < entry.length; at += 2) {
    const name = entry[at] as string;
    const value = entry[at + 1];
    if (!mayTravel(travels, name)) continue;
    if (definition?.knows(name) === true) definition.assign(context, name, value);
    else (unknown ??= new Map<string, unknown>()).set(name, value);
  }
  if (unknown !== undefined) keepArrived(context, key, unknown);
}

function expectSnapshot(name: string, snapshot: unknown): void {
  const isWhole =
    Array.isArray(snapshot) &&
    snapshot.every(
      (entry: unknown) =>
        Array.isArray(entry) &&
        entry.length % 2 === 1 &&
        entry.every((item, index) => (index > 0 && index % 2 === 0) || typeof item === 'string'),
    );
  if (!isWhole) throw expected(name, 'what `takeSnapshot` returned', snapshot);
}

function expectDeleted(deleted: unknown): void {
  const isWhole =
    Array.isArray(deleted) &&
    deleted.every(
      (entry: unknown) =>
        Array.isArray(entry) && entry.length > 0 && entry.every((item) => typeof item === 'string'),
    );
  if (!isWhole) throw expected('changes.deleted', 'what `changesOf` returned', deleted);
}
