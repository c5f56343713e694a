import type { Entry } from '../entry/entry.js';
import { quote, quoteName, quoteValue, toJson } from './json.js';

/** What an entry of this package begins with, in this order. */
const FIRST = ['timestamp', 'level', 'message', 'service', 'requestId', 'requestPath'] as const;

/** An entry as one JSON object on one line. */
export function jsonLine(entry: Entry): string {
  const keys = Object.keys(entry);
  const usual = isUsual(entry, keys);
  let line = usual ? beginning(entry as UsualEntry) : '{';
  for (let index = usual ? FIRST.length : 0; index < keys.length; index++) {
    const key = keys[index] as string;
    const value = entry[key];
    const json = typeof value === 'string' ? quote(value) : toJson(value);
    if (json !== undefined) line += (line === '{' ? '' : ',') + quoteName(key) + json;
  }
  return `${line}}`;
}

type UsualEntry = Entry & Record<(typeof FIRST)[number], string>;

/** In few pieces: a string of many has to be put together again when it is written. */
function beginning({
  timestamp,
  level,
  message,
  service,
  requestId,
  requestPath,
}: UsualEntry): string {
  return (
    `{"timestamp":${quote(timestamp)},"level":${quoteValue(level)},"message":${quote(message)},"service":${quoteValue(service)}` +
    `,"requestId":${quote(requestId)},"requestPath":${quote(requestPath)}`
  );
}

/** Whether no filter took anything away or put something else in its place. */
function isUsual(entry: Entry, keys: readonly string[]): boolean {
  for (let index = 0; index < FIRST.length; index++) {
    const key = FIRST[index] as string;
    if (keys[index] !== key || typeof entry[key] !== 'string') return false;
  }
  return true;
}
