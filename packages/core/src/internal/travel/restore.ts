import type { Context as ContextType, ContextOptions } from '../../types/context.js';
import { keepArrived } from '../locals/undeclared.js';
import { Context } from '../context/context.js';
import { expected } from '../expect.js';
import { keyed } from '../locals/keyed-locals.js';
import type { Changes, Snapshot } from './snapshot.js';
import { mayTravel, type Travels } from '../state/policy.js';

/** The options of a context that does not start from another one of this thread. */
export type RestoreOptions = Omit<ContextOptions, 'parent' | 'locals' | 'detached'>;

/** Makes a context that starts from the snapshot, and from nothing else. */
export function contextFrom(snapshot: Snapshot, options: RestoreOptions = {}): ContextType {
  expectSnapshot('snapshot', snapshot);
  const { ident, name, signal, timeout } = options;
  // Not spread: on Node 20 that alone takes ten times as long as all the rest.
  const context = new Context({ parent: null, ident, name, signal, timeout } as ContextOptions);
  for (let at = 0; at < snapshot.length; at = endOf(snapshot, at))
    assign(context, snapshot, at, true);
  return context;
}

/** Makes the changes in the context, as far as they may reach it. */
export function applyChanges(context: ContextType, changes: Changes): void {
  const { assigned, deleted } = changes;
  expectSnapshot('changes.assigned', assigned);
  expectDeleted(deleted);
  for (let at = 0; at < assigned.length; at = endOf(assigned, at))
    assign(context, assigned, at, keyed.get(assigned[at] as string)?.travels ?? true);
  for (const [key, ...names] of deleted) {
    const local = keyed.get(key);
    if (local === undefined) continue;
    const { definition, travels } = local;
    for (const name of names) if (mayTravel(travels, name)) definition.remove(context, name);
  }
}

/** Sets the attributes of the Local whose key is at `start`. */
function assign(context: ContextType, snapshot: Snapshot, start: number, travels: Travels): void {
  const key = snapshot[start] as string;
  const end = endOf(snapshot, start);
  const definition = keyed.get(key)?.definition;
  let unknown: Map<string, unknown> | undefined;
  for (let at = start + 2; at < end; at += 2) {
    const name = snapshot[at] as string;
    const value = snapshot[at + 1];
    if (!mayTravel(travels, name)) continue;
    if (definition?.assign(context, name, value) === true) continue;
    (unknown ??= new Map<string, unknown>()).set(name, value);
  }
  if (unknown !== undefined) keepArrived(context, key, unknown);
}

/** Where the Local ends whose key is at `start`. */
function endOf(snapshot: Snapshot, start: number): number {
  return start + 2 + (snapshot[start + 1] as number);
}

function expectSnapshot(name: string, snapshot: unknown): asserts snapshot is Snapshot {
  if (!isSnapshot(snapshot)) throw expected(name, 'what `takeSnapshot` returned', snapshot);
}

function isSnapshot(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const items: Snapshot = value;
  let start = 0;
  while (start < items.length) {
    const count = items[start + 1];
    if (typeof items[start] !== 'string' || !isCount(count)) return false;
    const end = start + 2 + count;
    for (let at = start + 2; at < end; at += 2) if (typeof items[at] !== 'string') return false;
    start = end;
  }
  return start === items.length;
}

/** Of names and values: a name has a value. */
function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) % 2 === 0;
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
