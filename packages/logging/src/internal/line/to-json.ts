import { types } from 'node:util';
import { describeError, isError } from '../entry/describe-error.js';
import { thrownText } from '@aiolocals/lines/logger';
import { keysOf, read } from '../for-each-line.js';
import { quote, quoteName } from './quote.js';

const MAX_DEPTH = 10;
const MAX_NODES = 10_000;
const MAX_CHARACTERS = 4_000_000;
const MAX_BYTES = 100_000;

/** What one line has used of its limits. */
export interface Walk {
  /** How many values have been written. */
  nodes: number;
  /** How many characters of texts have been written. */
  characters: number;
  /** The objects that contain the current value, the outermost first. */
  readonly above: object[];
}

/** Returns a walk that has used nothing. Values that are written with one walk share its limits. */
export function newWalk(): Walk {
  return { nodes: 0, characters: 0, above: [] };
}

/**
 * Returns the value as JSON on one line, or undefined if JSON has nothing for it. Never throws: a text stands for what
 * cannot be read, and what is too deep, too large or circular is cut.
 */
export function toJson(value: unknown, walk: Walk = newWalk()): string | undefined {
  if (typeof value === 'string') return writeText(value, walk);
  return primitive(value) ?? (isObject(value) ? write(value, walk) : undefined);
}

function writeText(text: string, walk: Walk): string {
  const left = MAX_CHARACTERS - walk.characters;
  walk.characters += Math.min(text.length, left);
  return quote(text, left);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Returns a value that is neither a text nor an object as JSON, or undefined if JSON has nothing for it. */
export function primitive(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'bigint':
      return `"${value}"`;
    case 'symbol':
      return quote(String(value));
    default:
      return value === null ? 'null' : undefined;
  }
}

function write(value: object, walk: Walk): string {
  if (walk.above.includes(value)) return '"[Circular]"';
  if (walk.above.length >= MAX_DEPTH) return '"[…]"';
  walk.above.push(value);
  try {
    return writeAny(value, walk);
  } catch (error) {
    return quote(`[Throws: ${thrownText(error)}]`);
  } finally {
    walk.above.pop();
  }
}

function writeAny(value: object, walk: Walk): string {
  if (Array.isArray(value)) return writeArray(value, walk);
  if (isError(value)) return writeObject(describeError(value), walk);
  if (types.isMap(value)) return writeEach(Map.prototype.entries.call(value), value.size, walk);
  if (types.isSet(value)) return writeEach(Set.prototype.values.call(value), value.size, walk);
  if (ArrayBuffer.isView(value)) return writeBytes(value);
  const toJSON = read(value, 'toJSON');
  if (typeof toJSON === 'function') {
    const replaced: unknown = Reflect.apply(toJSON, value, ['']);
    if (replaced !== value) return member(replaced, walk) ?? 'null';
  }
  return writeObject(value, walk);
}

function writeArray(array: readonly unknown[], walk: Walk): string {
  const parts: string[] = [];
  for (let index = 0; index < array.length; index++) {
    if (walk.nodes >= MAX_NODES) {
      parts.push(`"[${array.length - index} more]"`);
      break;
    }
    parts.push(member(array[index], walk) ?? 'null');
  }
  return `[${parts.join(',')}]`;
}

/** Takes no more out of a collection than is written: it can have a million values. */
function writeEach(values: Iterator<unknown>, size: number, walk: Walk): string {
  const parts: string[] = [];
  for (let index = 0; index < size; index++) {
    if (walk.nodes >= MAX_NODES) {
      parts.push(`"[${size - index} more]"`);
      break;
    }
    parts.push(member(values.next().value, walk) ?? 'null');
  }
  return `[${parts.join(',')}]`;
}

function writeBytes({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const shown = Math.min(byteLength, MAX_BYTES);
  const text = Buffer.from(buffer as ArrayBuffer, byteOffset, shown).toString('base64');
  return quote(shown < byteLength ? `${text}… [${byteLength - shown} more bytes]` : text);
}

function writeObject(object: object, walk: Walk): string {
  let text = '';
  for (const key of keysOf(object)) {
    if (walk.nodes >= MAX_NODES) {
      text += `${text === '' ? '' : ','}"…":"[more]"`;
      break;
    }
    const json = member(read(object, key), walk);
    if (json !== undefined) text += quoteName(key, text === '') + json;
  }
  return `{${text}}`;
}

function member(value: unknown, walk: Walk): string | undefined {
  walk.nodes += 1;
  if (typeof value === 'string') return writeText(value, walk);
  return primitive(value) ?? (isObject(value) ? write(value, walk) : undefined);
}
