import { toJson } from '../line/to-json.js';
import { read } from '@aiolocals/lines/logger';
import { SPLAT } from '../winston/symbols.js';

const MAX_VALUES = 10_000;

/**
 * Whether all of a log call's arguments can be read. A getter, a `toJSON` or a Proxy of theirs can throw. What winston
 * then throws is not the fault of a format, and the line must not be lost.
 */
export function isReadable(args: readonly unknown[]): boolean {
  const seen = new Set<object>();
  const pending: unknown[] = [...args];
  try {
    for (const arg of args) {
      // A symbol, or an object that cannot become a text, breaks the templates of formats.
      if (typeof arg === 'symbol') return false;
      if (typeof arg !== 'function') pending.push(String(arg));
    }
    while (pending.length > 0 && seen.size < MAX_VALUES) {
      const value = pending.pop();
      // JSON has none of these: `%j` throws for them.
      if (typeof value === 'bigint') return false;
      if (typeof value !== 'object' || value === null || seen.has(value)) continue;
      seen.add(value);
      const { toJSON, message, stack, cause } = value as Record<string, unknown>;
      // winston appends the message of what is logged after a message.
      if (args.includes(value)) String(message);
      pending.push(message, stack, cause);
      if (typeof toJSON === 'function') pending.push(Reflect.apply(toJSON, value, ['']));
      for (const key of Object.keys(value)) pending.push((value as Record<string, unknown>)[key]);
    }
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the arguments with copies of what can be read of them.
 *
 * @param messageAt - The index of the message, which becomes a text.
 */
export function readableCopies(args: readonly unknown[], messageAt = -1): unknown[] {
  return args.map((arg, index) =>
    index === messageAt && typeof arg === 'object' ? (toJson(arg) ?? '') : readableCopy(arg),
  );
}

/** Replaces what the fields of an entry hold by copies of what can be read of it. */
export function makeReadable(info: Record<PropertyKey, unknown>): void {
  for (const key of Reflect.ownKeys(info)) {
    const value = read(info, key);
    const readable =
      key === SPLAT && Array.isArray(value) ? readableCopies(value) : readableCopy(value);
    Reflect.defineProperty(info, key, {
      value: readable,
      writable: true,
      configurable: true,
      enumerable: true,
    });
  }
}

function readableCopy(value: unknown): unknown {
  if (typeof value === 'symbol' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  const json = toJson(value) ?? 'null';
  const copy: unknown = JSON.parse(json);
  if (typeof copy !== 'object' || copy === null) return copy;
  const { message } = copy as { message?: unknown };
  if (typeof message === 'object' && message !== null) showAs(message, JSON.stringify(message));
  return showAs(copy, json);
}

/**
 * Makes the object convert to its JSON: a field called `toString` must not keep a format, or winston, from making a
 * text.
 */
function showAs(copy: object, json: string): object {
  return Object.defineProperty(copy, Symbol.toPrimitive, { value: () => json });
}
