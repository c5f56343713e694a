import { serialize } from 'node:v8';
import { CancelledError, DeadlineError } from '@aiolocals/core';
import { packValue } from './pack-error.js';
import type { SentValue } from './sent-error.js';

/**
 * Returns the reason of a cancellation as bytes from which a thread restores it. An error that is too large is sent
 * without its stack, cause and other properties but `code`. Returns undefined for what cannot be cloned, and for the
 * errors that a thread creates itself.
 *
 * @param most - In bytes.
 */
export function packReason(reason: unknown, most: number): Uint8Array | undefined {
  if (reason instanceof CancelledError || reason instanceof DeadlineError) return undefined;
  const sent = packValue(reason);
  if (sent === undefined) return undefined;
  const packed = [sent, withoutDetails(sent)].map((each) => serialize(each));
  return packed.find(({ length }) => length <= most);
}

function withoutDetails(sent: SentValue): SentValue {
  if (!('error' in sent)) return sent;
  const properties = sent.error.properties.filter(([key]) => key === 'code');
  return { error: { ...sent.error, stack: undefined, properties } };
}
