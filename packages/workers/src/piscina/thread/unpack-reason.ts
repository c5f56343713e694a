import { deserialize } from 'node:v8';
import { LENGTH_BYTES, reasonRoom, type Slots } from '../internal/flag-memory.js';
import type { SentReason } from '../internal/pack-reason.js';

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Returns why the flag in the slot was raised, or undefined if no reason was sent. */
export function unpackReason(slots: Slots, slot: number): { readonly reason: unknown } | undefined {
  const room = reasonRoom(slots, slot);
  const length = room.getUint32(0);
  if (length === 0) return undefined;
  // A copy, because `deserialize` does not accept shared memory.
  const packed = new Uint8Array(room.buffer, room.byteOffset + LENGTH_BYTES, length).slice();
  try {
    return { reason: restore(deserialize(packed) as SentReason) };
  } catch {
    // The reason of the next task is being written here, so this task has ended.
    return undefined;
  }
}

function restore(reason: SentReason): unknown {
  if ('value' in reason) return reason.value;
  const { error: parts, code, cause } = reason;
  const [name, message, stack] = parts;
  const error = new (builtIn[name] ?? Error)(message);
  const define = (key: string, value: unknown): void => {
    Object.defineProperty(error, key, { value, configurable: true, writable: true });
  };
  if (error.name !== name) define('name', name);
  if (stack !== undefined) define('stack', stack);
  if (code !== undefined) Object.assign(error, { code });
  if (cause !== undefined) define('cause', restore(cause));
  return error;
}
