import { inspect, isDeepStrictEqual } from 'node:util';
import { expected } from '@aiolocals/core/options';
import type { LogEntry } from '../log-entry.js';
import type { ExpectedLine, Logged } from '../expected-line.js';
import { parseLine } from './parse-line.js';

/** Whether a line has the expected fields, and texts that say what was expected and what was logged. */
export interface Finding {
  readonly isFound: boolean;
  readonly wanted: string;
  readonly logged: string;
}

/** What other loggers call a field. */
const ALIASES: Readonly<Record<string, string>> = { message: 'msg', requestId: 'reqId' };
/** The levels of pino. */
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
/** How many lines a message shows. */
const MOST_SHOWN = 20;

/** Looks for a line with the expected fields. */
export function find(logged: Logged, line: ExpectedLine): Finding {
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    throw expected('expected', 'an object that names each field with its value', line);
  const entries = entriesOf(logged);
  return {
    isFound: entries.some((entry) => misfits(entry, line).length === 0),
    wanted: inspect(line),
    logged: shown(entries, line),
  };
}

function entriesOf(logged: Logged): readonly LogEntry[] {
  if (typeof logged === 'string') return logged.split(/\r?\n/).filter(Boolean).map(parseLine);
  const lines = Array.isArray(logged)
    ? (logged as readonly (string | LogEntry)[])
    : (logged as { entries?: unknown } | null | undefined)?.entries;
  if (!Array.isArray(lines))
    throw expected('logged', 'what `captureLines()` returned, a list of lines, or a text', logged);
  return (lines as (string | LogEntry)[]).map((one) =>
    typeof one === 'string' ? parseLine(one) : one,
  );
}

/** The names of the fields that differ. */
function misfits(entry: LogEntry, line: ExpectedLine): string[] {
  return Object.keys(line).filter((field) => !fits(valueOf(entry, field, line), line[field]));
}

function valueOf(entry: LogEntry, field: string, line: ExpectedLine): unknown {
  const alias = ALIASES[field];
  const value = alias === undefined || field in entry ? entry[field] : entry[alias];
  if (field !== 'level' || typeof value !== 'number' || typeof line.level === 'number')
    return value;
  return LEVELS[value] ?? value;
}

function fits(value: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return typeof value === 'string' && value.search(wanted) !== -1;
  if (isMatcher(wanted)) return wanted.asymmetricMatch(value);
  return isDeepStrictEqual(value, wanted);
}

function isMatcher(value: unknown): value is { asymmetricMatch(value: unknown): boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'asymmetricMatch' in value &&
    typeof value.asymmetricMatch === 'function'
  );
}

/** The last lines, each with what is wrong about it. */
function shown(entries: readonly LogEntry[], line: ExpectedLine): string {
  if (entries.length === 0) return 'nothing was logged';
  const last = entries.slice(-MOST_SHOWN).map((entry) => {
    const wrong = misfits(entry, line);
    return `  ${inspect(entry, { breakLength: Infinity })}${wrong.length === 0 ? '' : ` differs in ${wrong.join(', ')}`}`;
  });
  const earlier = entries.length - last.length;
  if (earlier > 0) last.unshift(`  … ${earlier} earlier`);
  return [
    `${entries.length} ${entries.length === 1 ? 'line was' : 'lines were'} logged:`,
    ...last,
  ].join('\n');
}
