import { keysOf, read, toText } from '@aiolocals/lines/logger';
import { describeError, isError } from './describe-error.js';
import type { Entry } from './entry.js';
import { copyOnto, shadowBesides } from './reserved-names.js';
import type { EntrySettings } from './settings.js';
import { LOG_CONTEXT } from './symbols.js';

const MESSAGE_ONLY: ReadonlySet<string> = new Set(['message']);

/**
 * Puts an object that was logged in place of a message, and that can have a message of its own, onto the entry.
 *
 * @param except - The keys that are not copied: by default only `message`.
 */
export function takeObject(
  settings: EntrySettings,
  entry: Entry,
  object: object,
  except?: ReadonlySet<string>,
): void {
  const message = read(object, 'message');
  if (isError(object)) {
    entry.message = toText(message);
    takeError(settings, entry, object);
    return;
  }
  if (isError(message)) {
    entry.message = toText(read(message, 'message'));
    takeError(settings, entry, message);
  } else if (message !== undefined) {
    entry.message = settings.configured ? toText(message) : message;
  } else if (!settings.configured && except === undefined) {
    entry.message = object;
    return;
  }
  if (isMeta(object)) copyExcept(settings, entry, object, except ?? MESSAGE_ONLY);
  else if (message === undefined) entry.message = toText(object);
}

/** Puts an error onto the entry. An entry has one error; further ones go under `shadowed`. */
export function takeError(settings: EntrySettings, entry: Entry, error: Error): void {
  const described = describeError(error);
  const logContext = entry[LOG_CONTEXT];
  if (logContext.hasError) shadowBesides(entry, 'error', described);
  else {
    // A field of that name, of a child's meta or of the call's.
    if (entry.error !== undefined) shadowBesides(entry, 'error', entry.error);
    entry.error = described;
    logContext.hasError = true;
  }
  // As winston does, for formats that print it.
  if (!settings.configured) entry.stack ??= described.stack;
}

/** Copies an object onto the entry, but for some keys. */
export function copyExcept(
  settings: EntrySettings,
  entry: Entry,
  object: object,
  except: ReadonlySet<string>,
): void {
  const rest = Object.create(null) as Record<string, unknown>;
  for (const key of keysOf(object)) if (!except.has(key)) rest[key] = read(object, key);
  copyOnto(entry, rest, settings.reserved);
}

/** Whether the keys of a value are names of fields. Those of arrays, bytes and collections are not. */
export function isMeta(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return false;
    return !(Symbol.iterator in value || value instanceof Date);
  } catch {
    // A Proxy whose traps throw.
    return false;
  }
}
