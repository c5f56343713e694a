import { escapeLine } from '../escape.js';
import { isDescription } from '../entry/describe-error.js';
import { keysOf, read, toText } from '../safe-read.js';
import { toJson } from './json.js';

const INDENT = '    ';
const SHOWN: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors']);

/**
 * The stack of a described error and of its causes, each line on one of its own and indented: what an error says
 * cannot look like the beginning of a log line.
 */
export function stackLines(error: unknown, indent: string = INDENT, label = ''): string {
  if (error === undefined) return '';
  // What else was thrown, or caused an error, can be anything, also endless.
  if (typeof error !== 'object' || error === null || !isDescription(error))
    return `\n${indent}${label}${escapeLine(toJson(error) ?? '')}`;
  const stack = read(error, 'stack');
  const head = `${toText(read(error, 'name'))}: ${toText(read(error, 'message'))}`;
  const lines = (typeof stack === 'string' ? stack : head).split('\n').map(escapeLine);
  let text = `\n${indent}${label}${lines.join(`\n${indent}`)}`;
  const extra = extraOf(error);
  if (extra !== '') text += `\n${indent}  ${extra}`;
  const errors = read(error, 'errors');
  if (Array.isArray(errors)) {
    for (const each of errors) text += stackLines(each, `${indent}  `);
  }
  return text + stackLines(read(error, 'cause'), `${indent}  `, 'cause: ');
}

/** Such as `code` and `errno`. */
function extraOf(error: object): string {
  const extra = keysOf(error).filter((key) => !SHOWN.has(key));
  if (extra.length === 0) return '';
  return escapeLine(toJson(Object.fromEntries(extra.map((key) => [key, read(error, key)]))) ?? '');
}
