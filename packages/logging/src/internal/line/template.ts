import type { Entry } from '../entry/entry.js';
import { escapeLine } from '../escape.js';
import { toJson } from './json.js';
import { paint } from './color.js';
import { toText } from '../safe-read.js';
import { stackLines } from './error-lines.js';
import { CAPTURED } from '../entry/symbols.js';

/** The longest of the usual levels; `verbose` sticks out. */
const LEVEL_WIDTH = 5;
/** What is on every entry, and is shown where the template asks for it. */
const NOT_META = ['timestamp', 'level', 'message', 'service', 'requestId', 'requestPath', 'error'];
/** What winston knows of a crashed process; JSON has it. */
const CRASH_ONLY: ReadonlySet<string> = new Set([
  'exception',
  'rejection',
  'process',
  'os',
  'stack',
]);

/** Prints an entry; `terminal` is for eyes, with colours if the terminal shows them. */
export type Print = (entry: Entry, terminal: boolean) => string;

/**
 * Compiles a template such as `{name}: [{requestPath}#{requestId}] {level} - {message}`. Values are escaped so that
 * the line is one line; what the template does not name follows it as JSON, and errors on lines of their own, indented.
 */
export function compile(template: string, name: string): Print {
  // Odd parts are placeholders.
  const parts = template.split(/\{(\w+)\}/);
  const nameText = escapeLine(name);
  const shown = new Set([...NOT_META, ...parts.filter((_, index) => index % 2 === 1)]);

  return (entry, terminal) => {
    let line = '';
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as string;
      if (index % 2 === 0) line += part;
      else if (part === 'name') line += nameText;
      else if (terminal && part === 'level') line += paint(escapeLine(entry.level), LEVEL_WIDTH);
      else line += valueText(entry[part]);
    }
    return line + metaText(entry, shown) + stackLines(entry.error);
  };
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return escapeLine(typeof value === 'object' ? (toJson(value) ?? '') : toText(value));
}

function metaText(entry: Entry, shown: ReadonlySet<string>): string {
  const crash = entry.exception === true || entry.rejection === true;
  const { fieldNames, said } = entry[CAPTURED];
  let meta: Record<string, unknown> | undefined;
  for (const key of Object.keys(entry)) {
    if (
      shown.has(key) ||
      fieldNames.has(key) ||
      said?.has(key) === true ||
      (crash && CRASH_ONLY.has(key))
    )
      continue;
    (meta ??= {})[key] = entry[key];
  }
  const json = meta === undefined ? '{}' : toJson(meta);
  return json === '{}' ? '' : ` ${escapeLine(json ?? '')}`;
}
