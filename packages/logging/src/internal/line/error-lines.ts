import { isDescription } from '../entry/describe-error.js';
import { escapeLine, isArray, keysOf, read, toText } from '@aiolocals/lines/logger';
import { toJson } from './to-json.js';

const INDENT = '    ';
const SHOWN_APART: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/**
 * Returns the stack of a described error and of its causes. Each line is indented, so that the text of an error cannot
 * look like the beginning of a log line.
 */
export function errorLines(error: unknown, indent: string = INDENT, label = ''): string {
  if (error === undefined) return '';
  // A cause, or a thrown value, can be anything: also an object that contains itself.
  if (typeof error !== 'object' || error === null || !isDescription(error))
    return `\n${indent}${label}${escapeLine(toJson(error) ?? '')}`;
  const stack = read(error, 'stack');
  const head = `${toText(read(error, 'name'))}: ${toText(read(error, 'message'))}`;
  const lines = (typeof stack === 'string' ? stack : head).split('\n').map(escapeLine);
  let text = `\n${indent}${label}${lines.join(`\n${indent}`)}`;
  const extra = extraFields(error);
  if (extra !== '') text += `\n${indent}  ${extra}`;
  const errors = read(error, 'errors');
  if (isArray(errors)) {
    for (const each of errors) text += errorLines(each, `${indent}  `);
  }
  return text + errorLines(read(error, 'cause'), `${indent}  `, 'cause: ');
}

/** Returns the fields that an application added to an error, such as `code`, as JSON. */
function extraFields(error: object): string {
  const extra = keysOf(error).filter((key) => !SHOWN_APART.has(key));
  if (extra.length === 0) return '';
  return escapeLine(toJson(Object.fromEntries(extra.map((key) => [key, read(error, key)]))) ?? '');
}
