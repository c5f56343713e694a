import { types } from 'node:util';
import type { Snapshot } from '@aiolocals/core/carrier';
import { UncloneableError } from '../errors.js';
import { forEachValue } from './for-each-value.js';

type Encode = (value: unknown) => unknown;

/** The name of what a value is, then its parts, all of it JSON. A value that JSON expresses stands for itself. */
type Encoded = readonly [kind: string, ...parts: unknown[]];

/**
 * Returns the state as JSON from which `decodeState` makes the same values: JSON has no dates, maps, `undefined` and
 * others. Unlike the output of `v8.serialize` it can be read without trust in who wrote it.
 *
 * @throws UncloneableError for a value that holds itself, and for what only the structured clone can send.
 */
export function encodeState(state: Snapshot): unknown[] {
  const encoded = [...state];
  forEachValue(state, (value, at, key, attribute) => {
    try {
      encoded[at] = encode(value, new Set());
    } catch (cause) {
      throw new UncloneableError(
        `Cannot write \`${attribute}\` of Local \`${key}\` as JSON: ${(cause as Error).message}; exclude the attribute ` +
          `with the policy of its Local, \`Local.for('${key}', …, { travels: [] })\`, or store a value that JSON can hold`,
        { cause },
      );
    }
  });
  return encoded;
}

/** @param outer - The values that this one is in. */
function encode(value: unknown, outer: Set<object>): unknown {
  switch (typeof value) {
    case 'undefined':
      return ['undefined'];
    case 'bigint':
      // In hexadecimal: reading decimal takes more than twice as long for twice as many digits.
      return ['bigint', value < 0n ? '-' : '', (value < 0n ? -value : value).toString(16)];
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : ['number', Object.is(value, -0) ? '-0' : String(value)];
    case 'object':
      return value === null ? null : encodeObject(value, outer);
    default:
      return value;
  }
}

function encodeObject(value: object, outer: Set<object>): Encoded {
  if (outer.has(value)) throw new TypeError('it holds itself');
  outer.add(value);
  const encoded = encodeParts(value, (part) => encode(part, outer));
  outer.delete(value);
  return encoded;
}

function encodeParts(value: object, each: Encode): Encoded {
  if (Array.isArray(value)) return ['array', ...Array.from(value, (item) => each(item))];
  if (types.isMap(value)) return ['map', ...[...value].flat().map(each)];
  if (types.isSet(value)) return ['set', ...[...value].map(each)];
  if (types.isDate(value)) return ['date', each(value.getTime())];
  if (types.isRegExp(value)) return ['regexp', value.source, value.flags];
  if (types.isNativeError(value)) return encodeError(value, each);
  if (types.isArrayBuffer(value)) return ['bytes', 'ArrayBuffer', base64(value)];
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return ['bytes', kindOf(value), base64(buffer, byteOffset, byteLength)];
  }
  if (types.isBoxedPrimitive(value)) return ['boxed', each(value.valueOf())];
  if (kindOf(value) !== 'Object') throw new TypeError(`JSON has no ${kindOf(value)}`);
  return ['object', ...Object.entries(value).flat().map(each)];
}

function encodeError(error: Error, each: Encode): Encoded {
  const { name, message, stack } = error;
  const cause = Object.hasOwn(error, 'cause') ? [each(error.cause)] : [];
  return ['error', name, message, each(stack), ...cause];
}

function base64(buffer: ArrayBufferLike, offset?: number, length?: number): string {
  return Buffer.from(buffer as ArrayBuffer, offset, length).toString('base64');
}

/** `Uint8Array`, `DataView`; `Object` for what is plain after a structured clone. */
function kindOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}
