import { format } from 'node:util';
import { copyOnto, shadow } from './reserved-names.js';
import type { Entry } from './entry.js';
import { describeError, isError } from './describe-error.js';
import { toText } from '../safe-read.js';
import type { Settings } from '../logger/settings.js';
import { SPLAT } from './symbols.js';

// As in winston: what `util.format` replaces.
const TOKENS = /%[scdjifoO%]/g;

/** Takes an argument that the message has no place for. */
export function takeArgument(settings: Settings, entry: Entry, arg: unknown): void {
  if (typeof arg === 'function' || arg === undefined) return;
  if (isError(arg)) takeError(settings, entry, arg);
  else if (isMeta(arg)) copyOnto(entry, arg, settings.reserved);
  else ((entry.arguments ??= []) as unknown[]).push(arg);
}

/** Takes an error; one that is not the first is kept aside. */
export function takeError(settings: Settings, entry: Entry, error: Error): void {
  const described = describeError(error);
  if (entry.error === undefined) entry.error = described;
  else shadow(entry, 'error', described);
  // As winston has it, for formats that print it.
  if (!settings.own) entry.stack ??= described.stack;
}

/** Whether the keys of the value say something: not so for arrays, bytes and collections. */
export function isMeta(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  try {
    if (Array.isArray(value) || ArrayBuffer.isView(value)) return false;
    return !(Symbol.iterator in value || value instanceof Date);
  } catch {
    // A proxy that does not let itself be asked.
    return false;
  }
}

/** Puts arguments into the message; returns those that it has no place for. */
export function interpolate(
  settings: Settings,
  entry: Entry,
  message: string,
  args: readonly unknown[],
): readonly unknown[] {
  const tokens = message.match(TOKENS) ?? [];
  const places = tokens.filter((token) => token !== '%%').length;
  if (tokens.length === 0) return args;
  const taken = args.slice(0, places);
  if (!settings.own) entry[SPLAT] = taken;
  else {
    try {
      entry.message = format(message, ...taken);
    } catch {
      entry.message = format(message, ...taken.map(toText));
    }
  }
  return args.slice(places);
}
