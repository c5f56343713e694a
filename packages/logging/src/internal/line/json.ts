import { types } from 'node:util';
import { describeError, isError } from '../entry/describe-error.js';
import { keysOf, read, thrownText } from '../safe-read.js';

const DEEPEST = 10;
const MOST_NAMES = 1000;
const MOST_NODES = 10_000;
const LONGEST_STRING = 1_000_000;

// Anything but printable ASCII without the quote and the backslash.
const UNUSUAL = /[^ !#-[\]-~]/;
// Terminals and editors take these for line ends and commands; JSON would let them through.
const UNSAFE = /[\u007F-\u009F\u2028\u2029]/g;

/** How much of a value has been written. */
interface Walk {
  nodes: number;
  readonly above: object[];
}

/** A JSON string on one line. */
export function quote(text: string): string {
  const shown = text.length > LONGEST_STRING ? shorten(text) : text;
  if (!UNUSUAL.test(shown)) return `"${shown}"`;
  return JSON.stringify(shown).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const values = new Map<string, string>();
const names = new Map<string, string>();

/** As `quote`, for what there is little of: levels, services. */
export function quoteValue(text: string): string {
  return values.get(text) ?? remember(values, text, quote(text));
}

/** A name and its colon. The names on lines are few, but for those that come from data. */
export function quoteName(name: string): string {
  return names.get(name) ?? remember(names, name, `${quote(name)}:`);
}

function remember(known: Map<string, string>, text: string, quoted: string): string {
  if (known.size < MOST_NAMES) known.set(text, quoted);
  return quoted;
}

/**
 * The value as JSON on one line, or undefined if JSON has nothing for it. Never throws: what cannot be read says so
 * in its place, and what is too deep, too much or circular is cut.
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
  if (walk.above.length >= DEEPEST) return '"[…]"';
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
    if (walk.nodes >= MOST_NODES) {
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
    if (walk.nodes >= MOST_NODES) {
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

function shorten(text: string): string {
  return `${text.slice(0, LONGEST_STRING)}… [${text.length - LONGEST_STRING} more characters]`;
}
