import { format } from 'node:util';
import { toJson } from '../line/to-json.js';
import { isArray, keysOf, read, thrownText, toText } from '@aiolocals/lines/logger';
import { isError } from './describe-error.js';

/** An object with more keys is shown as JSON, which has limits. */
const MAX_KEYS = 100;

/** Whether a placeholder can show the argument: an object or an error is no number and no style. */
export function canShow(token: string, arg: unknown): boolean {
  switch (token) {
    case '%d':
    case '%i':
    case '%f':
      return isNumeric(arg);
    case '%c':
      // `console` takes only such a text as a style. In `caf%c3%a9`, `%c` is no placeholder.
      return typeof arg === 'string' && arg.includes(':');
    default:
      return true;
  }
}

/** Returns an argument as the placeholder shows it, as `util.format` does, but with limits. */
export function show(token: string, arg: unknown): string {
  if (token === '%j') return toJson(arg) ?? 'undefined';
  if (isError(arg) && token === '%s')
    return `${toText(read(arg, 'name'))}: ${toText(read(arg, 'message'))}`;
  if (typeof arg !== 'object' || arg === null) return format(token, arg);
  // A collection is cut by `inspect` itself, but an object is not.
  if (!isArray(arg) && keysOf(arg).length > MAX_KEYS) return toJson(arg) ?? '';
  if (token !== '%s') return toText(arg);
  try {
    return format('%s', arg);
  } catch (error) {
    return `[Throws: ${thrownText(error)}]`;
  }
}

function isNumeric(arg: unknown): boolean {
  if (typeof arg === 'number' || typeof arg === 'bigint') return true;
  return typeof arg === 'string' && arg.trim() !== '' && !Number.isNaN(Number.parseFloat(arg));
}
