import { SPLAT } from '../winston/symbols.js';
import { isError } from './describe-error.js';
import type { Entry } from './entry.js';
import { canShow, show } from './placeholders.js';
import { copyOnto, shadowBesides } from './reserved-names.js';
import type { EntrySettings } from './settings.js';
import { isMeta, takeError } from './take-object.js';

// As in winston: the placeholders that `util.format` replaces.
const TOKENS = /%[scdjifoO%]/g;

/** Puts the arguments for which the message has no placeholder onto the entry. */
export function takeArguments(
  settings: EntrySettings,
  entry: Entry,
  args: readonly unknown[],
): void {
  let others: unknown[] | undefined;
  for (const arg of args) {
    if (typeof arg === 'function' || arg === undefined) continue;
    if (isError(arg)) takeError(settings, entry, arg);
    else if (isMeta(arg)) copyOnto(entry, arg, settings.reserved);
    else (others ??= []).push(arg);
  }
  // `splat()` would take a caller's field of that name for arguments, and change its array.
  if (entry['splat'] !== undefined) entry[SPLAT] ??= [];
  if (others === undefined) return;
  // A field of that name is the caller's.
  if (entry.arguments !== undefined) shadowBesides(entry, 'arguments', entry.arguments);
  entry.arguments = others;
}

/**
 * Puts arguments into the placeholders of the message that can show them; returns the others. A percent sign in a URL
 * looks like a placeholder, and the argument must not be lost.
 */
export function interpolate(
  settings: EntrySettings,
  entry: Entry,
  message: string,
  args: readonly unknown[],
): readonly unknown[] {
  const left = [...args];
  const shown: unknown[] = [];
  // An error that a message shows is kept with its fields and causes as well.
  const errors: unknown[] = [];
  let isLiteral = false;
  const text = message.replace(TOKENS, (token) => {
    if (token === '%%') return args.length > 0 ? '%' : token;
    if (left.length === 0 || !canShow(token, left[0])) {
      if (left.length > 0) isLiteral = true;
      return token;
    }
    const arg = left.shift();
    shown.push(arg);
    if (isError(arg)) errors.push(arg);
    return show(token, arg);
  });
  // The format of the user's own logger fills in the placeholders, in their order.
  if (settings.configured || isLiteral) entry.message = text;
  else if (shown.length > 0) entry[SPLAT] = shown;
  return [...errors, ...left];
}
