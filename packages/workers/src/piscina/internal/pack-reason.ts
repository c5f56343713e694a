import { serialize } from 'node:v8';
import { CancelledError, DeadlineError } from '@aiolocals/core';
import { packValue } from './pack-error.js';
import type { PackedValue } from './sent-error.js';

/**
 * Returns the reason of a cancellation as bytes from which a thread restores it. An error that is too large is sent
 * without its stack, cause and other properties but `code`. Returns undefined for what cannot be cloned, and for the
 * errors that a thread creates itself.
 *
 * @param most - In bytes.
 */
export function packReason(reason: unknown, most: number): Uint8Array | undefined {
  if (reason instanceof CancelledError || reason instanceof DeadlineError) return undefined;
  const whole = packValue(reason);
  if (whole === undefined) return undefined;
  const packed = [whole, withoutDetails(whole)].map((each) => serialize(each));
  return packed.find(({ length }) => length <= most);
}

function withoutDetails(whole: PackedValue): PackedValue {
  const [error] = whole.errors;
  if (error === undefined || !('error' in whole.sent)) return whole;
  const properties = error.properties.filter(([key, value]) => key === 'code' && 'value' in value);
  return { sent: whole.sent, errors: [{ ...error, stack: undefined, properties }] };
}
