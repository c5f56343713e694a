import { deserialize } from 'node:v8';
import { HEAD, placeOf, type Slots } from '../internal/cancel-flags.js';
import type { SentReason } from '../internal/pack-reason.js';

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Why the flag of the slot was raised; undefined if nothing was said. */
export function reasonIn(slots: Slots, slot: number): { readonly reason: unknown } | undefined {
  const place = placeOf(slots, slot);
  const length = place.getUint32(0);
  if (length === 0) return undefined;
  // A copy: what is shared cannot be read as a whole.
  const packed = new Uint8Array(place.buffer, place.byteOffset + HEAD, length).slice();
  try {
    return { reason: received(deserialize(packed) as SentReason) };
  } catch {
    // It is just being written for the next task: this one has ended.
    return undefined;
  }
}

function received(reason: SentReason): unknown {
  if ('value' in reason) return reason.value;
  const { error, code, cause } = reason;
  const [name, message, stack] = error;
  const made = new (builtIn[name] ?? Error)(message);
  const add = (key: string, value: unknown): void => {
    Object.defineProperty(made, key, { value, configurable: true, writable: true });
  };
  if (made.name !== name) add('name', name);
  if (stack !== undefined) add('stack', stack);
  if (code !== undefined) Object.assign(made, { code });
  if (cause !== undefined) add('cause', received(cause));
  return made;
}
