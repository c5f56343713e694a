type Parts = readonly unknown[];

/** Makes a value from its decoded parts, which may be anything. */
type Decoder = (parts: Parts) => unknown;

const errors: ReadonlyMap<unknown, ErrorConstructor> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((each) => [
    each.name,
    each,
  ]),
);

const views: ReadonlyMap<unknown, new (buffer: ArrayBuffer) => unknown> = new Map(
  [
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    DataView,
  ].map((each) => [each.name, each]),
);

/** By kind. A Map, because the kinds come from whoever wrote the carrier. */
const decoders: ReadonlyMap<unknown, Decoder> = new Map<unknown, Decoder>([
  ['undefined', () => undefined],
  ['number', ([text]) => Number(text)],
  ['bigint', ([sign, hex]) => BigInt(`0x${String(hex)}`) * (sign === '-' ? -1n : 1n)],
  ['array', (parts) => parts],
  // `fromEntries` defines properties: no name is special.
  ['object', (parts) => Object.fromEntries(pairs(parts) as [string, unknown][])],
  ['map', (parts) => new Map(pairs(parts))],
  ['set', (parts) => new Set(parts)],
  ['date', ([time]) => new Date(time as number)],
  ['regexp', ([source, flags]) => new RegExp(source as string, flags as string)],
  ['error', restoreError],
  ['bytes', restoreBytes],
  ['boxed', ([value]) => Object(value) as unknown],
]);

/**
 * Returns the state that `encodeState` was given.
 *
 * @throws Error if `encodeState` did not return `encoded`.
 */
export function decodeState(encoded: unknown): unknown[] {
  if (!Array.isArray(encoded)) throw new TypeError('it is no array');
  return encoded.map(decode);
}

function decode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) throw new TypeError('it has an object that is not encoded');
  const [kind, ...parts] = value as unknown[];
  const decoder = decoders.get(kind);
  if (decoder === undefined) throw new TypeError('it has a kind of value that is unknown here');
  return decoder(parts.map(decode));
}

function pairs(parts: Parts): [unknown, unknown][] {
  return Array.from({ length: parts.length / 2 }, (_, index) => [
    parts[2 * index],
    parts[2 * index + 1],
  ]);
}

function restoreError([name, message, stack, ...causes]: Parts): Error {
  const [cause] = causes;
  const ErrorOfKind = errors.get(name) ?? Error;
  const error = new ErrorOfKind(String(message), causes.length > 0 ? { cause } : undefined);
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true });
  return error;
}

function restoreBytes([kind, text]: Parts): unknown {
  const { buffer, byteOffset, byteLength } = Buffer.from(String(text), 'base64');
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  if (kind === 'ArrayBuffer') return bytes;
  const View = views.get(kind);
  if (View === undefined) throw new TypeError('it has bytes of a kind that is unknown here');
  return new View(bytes);
}
