import type { Logform } from 'winston';
import type { Entry } from '../entry/entry.js';
import { logContextInHand } from '../entry/line-in-hand.js';
import { escapeLine, toText, USUAL_NAMES } from '@aiolocals/lines/logger';
import { MESSAGE } from '../winston/symbols.js';
import { hasTerminal, paint } from './color.js';
import { errorLines } from './error-lines.js';
import { toJson } from './to-json.js';

/** The length of the longest usual level. The rare `verbose` is longer. */
const LEVEL_WIDTH = 5;
/** Fields of each entry. A text line shows them only where its template names them. */
const NOT_META = ['timestamp', 'level', 'message', 'service', 'requestId', 'requestPath', 'error'];
/** Fields that winston adds to a crash. JSON lines show them. */
const CRASH_ONLY: ReadonlySet<string> = new Set([
  'exception',
  'rejection',
  'process',
  'os',
  'stack',
]);

/** Returns the line of an entry; for a terminal with aligned levels, and with colours if the terminal shows them. */
type Print = (entry: Entry, forTerminal: boolean) => string;

/** Creates the format that prints an entry by a template. */
export function textFormat(template: string, name: string): Logform.Format {
  const print = compile(template, name);
  const toTerminal = hasTerminal();
  return {
    transform(info) {
      const entry = info as unknown as Entry;
      entry[MESSAGE] = print(entry, false);
      const logContext = toTerminal ? logContextInHand(entry) : undefined;
      if (logContext !== undefined) logContext.terminalLine = print(entry, true);
      return info;
    },
  };
}

/**
 * Compiles a template such as `{name}: [{requestPath}#{requestId}] {level} - {message}`. Values are escaped so that they
 * stay on one line. Fields that the template does not name follow as JSON, and errors on lines of their own, indented.
 */
function compile(template: string, name: string): Print {
  // Odd parts are placeholders.
  const parts = template.split(/\{(\w+)\}/);
  const nameText = escapeLine(name);
  const shown = new Set([...NOT_META, ...parts.filter((_, index) => index % 2 === 1)]);

  return (entry, forTerminal) => {
    let line = '';
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as string;
      if (index % 2 === 0) line += part;
      else if (part === 'name') line += nameText;
      else if (forTerminal && part === 'level') line += paint(escapeLine(entry.level), LEVEL_WIDTH);
      else line += valueText(entry[part] ?? requestValue(entry, part));
    }
    line += metaText(entry, shown);
    return entry.error === undefined ? line : line + errorLines(entry.error);
  };
}

/** A template names the id and the path by these names, whatever JSON lines call them. */
function requestValue(entry: Entry, part: string): string | undefined {
  if (part === 'requestId') return logContextInHand(entry)?.requestId;
  return part === 'requestPath' ? logContextInHand(entry)?.requestPath : undefined;
}

function valueText(value: unknown): string {
  if (typeof value === 'string') return escapeLine(value);
  if (value === undefined || value === null) return '';
  return escapeLine(typeof value === 'object' ? (toJson(value) ?? '') : toText(value));
}

function metaText(entry: Entry, shown: ReadonlySet<string>): string {
  const isCrash = entry.exception === true || entry.rejection === true;
  const { names = USUAL_NAMES, alreadyInMessage } = logContextInHand(entry) ?? {};
  let meta: Record<string, unknown> | undefined;
  for (const key of Object.keys(entry)) {
    if (
      shown.has(key) ||
      key === names.requestId ||
      key === names.requestPath ||
      alreadyInMessage?.has(key) === true ||
      (isCrash && CRASH_ONLY.has(key))
    )
      continue;
    (meta ??= {})[key] = entry[key];
  }
  const json = meta === undefined ? '{}' : toJson(meta);
  return json === '{}' ? '' : ` ${escapeLine(json ?? '')}`;
}
