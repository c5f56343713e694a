import { format } from 'node:util';
import { toText } from '../safe-read.js';
import { SPLAT } from '../winston/symbols.js';
import { isError } from './describe-error.js';
import type { Entry } from './entry.js';
import { copyOnto } from './reserved-names.js';
import type { EntrySettings } from './settings.js';
import { isMeta, takeError } from './take-object.js';

// As in winston: the placeholders that `util.format` replaces.
const TOKENS = /%[scdjifoO%]/g;

/** Puts an argument for which the message has no placeholder onto the entry. */
export function takeArgument(settings: EntrySettings, entry: Entry, arg: unknown): void {
  if (typeof arg === 'function' || arg === undefined) return;
  if (isError(arg)) takeError(settings, entry, arg);
  else if (isMeta(arg)) copyOnto(entry, arg, settings.reserved);
  else ((entry.arguments ??= []) as unknown[]).push(arg);
}

/** Puts arguments into the placeholders of the message; returns those for which there is none. */
export function interpolate(
  settings: EntrySettings,
  entry: Entry,
  message: string,
  args: readonly unknown[],
): readonly unknown[] {
  const tokens = message.match(TOKENS) ?? [];
  if (tokens.length === 0) return args;
  const places = tokens.filter((token) => token !== '%%').length;
  const taken = args.slice(0, places);
  if (!settings.configured) entry[SPLAT] = taken;
  else {
    try {
      entry.message = format(message, ...taken);
    } catch {
      entry.message = format(message, ...taken.map(toText));
    }
  }
  return args.slice(places);
}
