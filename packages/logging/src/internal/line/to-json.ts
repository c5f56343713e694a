import { types } from 'node:util';
import { describeError, isError } from '../entry/describe-error.js';
import { keysOf, read, thrownText } from '../safe-read.js';
import { quote, quoteName } from './quote.js';

const MAX_DEPTH = 10;
const MAX_NODES = 10_000;

interface Walk {
  /** How many values have been written. */
  nodes: number;
  /** The objects that contain the current value, the outermost first. */
  readonly above: object[];
}

/**
 * Returns the value as JSON on one line, or undefined if JSON has nothing for it. Never throws: what cannot be read says
 * so in its place, and what is too deep, too large or circular is cut.
 */
export function toJson(value: unknown): string | undefined {
  return primitive(value) ?? (isObject(value) ? write(value, { nodes: 0, above: [] }) : undefined);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function primitive(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return quote(value);
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
  if (types.isMap(value)) return writeArray([...value], walk);
  if (types.isSet(value)) return writeArray([...value], walk);
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return quote(Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString('base64'));
  }
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

function writeObject(object: object, walk: Walk): string {
  let text = '';
  for (const key of keysOf(object)) {
    if (walk.nodes >= MAX_NODES) {
      text += `${text === '' ? '' : ','}"…":"[more]"`;
      break;
    }
    const json = member(read(object, key), walk);
    if (json !== undefined) text += `${text === '' ? '' : ','}${quoteName(key)}${json}`;
  }
  return `{${text}}`;
}

function member(value: unknown, walk: Walk): string | undefined {
  walk.nodes += 1;
  return primitive(value) ?? (isObject(value) ? write(value, walk) : undefined);
}
