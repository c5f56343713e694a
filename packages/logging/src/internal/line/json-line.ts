import type { Logform } from 'winston';
import type { Entry } from '../entry/entry.js';
import { MESSAGE } from '../winston/symbols.js';
import { quote, quoteName, quoteNameAt, unquoted } from './quote.js';
import { newWalk, primitive, toJson, type Walk } from './to-json.js';

/** The fields with which each entry of the configured logger begins, in this order. */
interface UsualEntry extends Entry {
  timestamp: string;
  message: string;
  service: string;
  requestId: string;
  requestPath: string;
}

/** How many fields these are. */
const USUAL = 6;

/** Creates the format that prints an entry as one JSON object on one line. */
export function jsonFormat(): Logform.Format {
  const firstFields = makeFirstFields();
  return {
    transform(info) {
      const entry = info as unknown as Entry;
      const keys = Object.keys(entry);
      const line = isUsual(entry, keys)
        ? withFields(firstFields(entry), entry, keys, USUAL)
        : withFields('{', entry, keys, 0);
      entry[MESSAGE] = `${line}}`;
      return info;
    },
  };
}

/** Returns the line with the fields of the entry from the index on. */
function withFields(begun: string, entry: Entry, keys: readonly string[], from: number): string {
  let line = begun;
  let walk: Walk | undefined;
  for (let index = from; index < keys.length; index++) {
    const key = keys[index] as string;
    const value = entry[key];
    const json =
      typeof value === 'string'
        ? quote(value)
        : (primitive(value) ?? toJson(value, (walk ??= newWalk())));
    if (json === undefined) continue;
    line += (line === '{' ? quoteName(key, true) : quoteNameAt(index, key)) + json;
  }
  return line;
}

/**
 * Creates the function that prints the first fields. It remembers what lines that follow each other have in common: those
 * of one millisecond, and those of one request. It joins few pieces, because V8 copies a string of many pieces once more
 * when it is written.
 */
function makeFirstFields(): (entry: UsualEntry) => string {
  const head = { timestamp: '', level: '', text: '' };
  const tail = { service: '', requestId: '', requestPath: '', text: '' };
  return ({ timestamp, level, message, service, requestId, requestPath }) => {
    if (head.text === '' || timestamp !== head.timestamp || level !== head.level) {
      const text = `{"timestamp":"${unquoted(timestamp)}","level":"${unquoted(level)}","message":"`;
      Object.assign(head, { timestamp, level, text });
    }
    if (
      tail.text === '' ||
      requestId !== tail.requestId ||
      requestPath !== tail.requestPath ||
      service !== tail.service
    ) {
      const text = `","service":"${unquoted(service)}","requestId":"${unquoted(requestId)}","requestPath":"${unquoted(requestPath)}"`;
      Object.assign(tail, { service, requestId, requestPath, text });
    }
    return head.text + unquoted(message) + tail.text;
  };
}

/** Whether no filter removed or replaced one of the first fields. */
function isUsual(entry: Entry, keys: readonly string[]): entry is UsualEntry {
  const { timestamp, level, message, service, requestId, requestPath } = entry;
  return (
    keys[0] === 'timestamp' &&
    keys[1] === 'level' &&
    keys[2] === 'message' &&
    keys[3] === 'service' &&
    keys[4] === 'requestId' &&
    keys[5] === 'requestPath' &&
    typeof timestamp === 'string' &&
    typeof level === 'string' &&
    typeof message === 'string' &&
    typeof service === 'string' &&
    typeof requestId === 'string' &&
    typeof requestPath === 'string'
  );
}
