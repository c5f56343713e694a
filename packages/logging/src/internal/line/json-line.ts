import type { Logform } from 'winston';
import type { Entry } from '../entry/entry.js';
import { MESSAGE } from '../winston/symbols.js';
import { quote, quoteName, quoteValue } from './quote.js';
import { newWalk, toJson, type Walk } from './to-json.js';

/** The fields with which each entry of the configured logger begins, in this order. */
const FIRST = ['timestamp', 'level', 'message', 'service', 'requestId', 'requestPath'] as const;

type UsualEntry = Entry & Record<(typeof FIRST)[number], string>;

/** Creates the format that prints an entry as one JSON object on one line. */
export function jsonFormat(): Logform.Format {
  return {
    transform(info) {
      const entry = info as unknown as Entry;
      entry[MESSAGE] = jsonLine(entry);
      return info;
    },
  };
}

function jsonLine(entry: Entry): string {
  const keys = Object.keys(entry);
  const usual = isUsual(entry, keys);
  let line = usual ? firstFields(entry as UsualEntry) : '{';
  let walk: Walk | undefined;
  for (let index = usual ? FIRST.length : 0; index < keys.length; index++) {
    const key = keys[index] as string;
    const value = entry[key];
    const json = typeof value === 'string' ? quote(value) : toJson(value, (walk ??= newWalk()));
    if (json !== undefined) line += (line === '{' ? '' : ',') + quoteName(key) + json;
  }
  return `${line}}`;
}

/** Joins few pieces: V8 has to copy a string of many pieces once more when it is written. */
function firstFields({
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

/** Whether no filter removed or replaced one of the first fields. */
function isUsual(entry: Entry, keys: readonly string[]): boolean {
  for (let index = 0; index < FIRST.length; index++) {
    const key = FIRST[index] as string;
    if (keys[index] !== key || typeof entry[key] !== 'string') return false;
  }
  return true;
}
