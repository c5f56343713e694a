import { SPLAT } from '../winston/symbols.js';

const TOKENS = /%[scdjifoO%]/g;

/** Whether `splat()` would assign a field of one of these names to the entry. */
export function hasNamesInSplat(
  info: Record<PropertyKey, unknown>,
  names: ReadonlySet<string>,
): boolean {
  const args = info[SPLAT];
  if (!Array.isArray(args)) return false;
  for (const arg of args) if (hasAny(arg, names)) return true;
  return false;
}

/**
 * Takes the names of fields out of what `splat()` assigns to the entry: callers must not choose the id of a request.
 * What callers passed is copied, and what a token of the message shows stays.
 */
export function dropNamesInSplat(
  info: Record<PropertyKey, unknown>,
  names: ReadonlySet<string>,
): void {
  const args = info[SPLAT] as unknown[];
  const { message } = info;
  const tokens = typeof message === 'string' ? (message.match(TOKENS) ?? []) : [];
  const shown = tokens.filter((token) => token !== '%%').length;
  for (let index = shown; index < args.length; index++) {
    const arg = args[index];
    if (hasAny(arg, names)) args[index] = without(arg as object, names);
  }
}

function hasAny(value: unknown, names: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null) return false;
  try {
    for (const name in value) if (names.has(name)) return true;
  } catch {
    // A Proxy whose traps throw: left to `splat()`.
  }
  return false;
}

function without(object: object, names: ReadonlySet<string>): object {
  const descriptors: Record<string, PropertyDescriptor> = Object.getOwnPropertyDescriptors(object);
  for (const name of names) delete descriptors[name];
  return Object.create(Object.getPrototypeOf(object) as object | null, descriptors) as object;
}
