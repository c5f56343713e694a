import { types } from 'node:util';
import { serialize } from 'node:v8';
import { CancelledError, DeadlineError } from '@aiolocals/core';

/** An error on its way to a thread: the structured clone drops custom names and codes. */
interface SentError {
  readonly error: readonly [name: string, message: string, stack: string | undefined];
  readonly code: string | number | undefined;
  readonly cause: SentReason | undefined;
}

/** The reason of a cancellation on its way to a thread. */
export type SentReason = SentError | { readonly value: unknown };

/** How many causes of causes are sent. An error may be its own cause. */
const DEEPEST = 4;

/**
 * Returns the reason as bytes from which a thread restores it. An error that is too large is sent without its stack
 * and causes. Returns undefined for what cannot be cloned, and for the errors that a thread creates itself.
 *
 * @param most - In bytes.
 */
export function packReason(reason: unknown, most: number): Uint8Array | undefined {
  if (reason instanceof CancelledError || reason instanceof DeadlineError) return undefined;
  for (const depth of [DEEPEST, 0]) {
    const packed = tryPack(reason, depth);
    if (packed !== undefined && packed.length <= most) return packed;
  }
  return undefined;
}

function tryPack(reason: unknown, depth: number): Uint8Array | undefined {
  try {
    return serialize(sentReason(reason, depth));
  } catch {
    return undefined;
  }
}

/** @param depth - At 0, an error is only its name, message and code. */
function sentReason(reason: unknown, depth: number): SentReason {
  if (!isError(reason)) return { value: reason };
  const { name, message, stack, cause } = reason;
  const { code } = reason as { code?: unknown };
  return {
    error: [name, message, depth === 0 ? undefined : stack],
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    cause: cause === undefined || depth === 0 ? undefined : sentReason(cause, depth - 1),
  };
}

/** An error of another realm, such as a `vm` context, is no instance of this realm's class. */
function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
