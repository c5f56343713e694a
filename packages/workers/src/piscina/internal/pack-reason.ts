import { serialize } from 'node:v8';
import { CancelledError, DeadlineError } from '@aiolocals/core';

/** An error on its way: the structured clone forgets names and codes of its own. */
interface SentError {
  readonly error: readonly [name: string, message: string, stack: string | undefined];
  readonly code: string | number | undefined;
  readonly cause: SentReason | undefined;
}

/** The reason of a cancellation, on its way. */
export type SentReason = SentError | { readonly value: unknown };

/** Causes have causes, and may be their own. */
const DEEPEST = 4;

/**
 * What a thread makes the reason of again, in `most` bytes at most; as much as fits of an error. Nothing for the
 * reasons that a thread makes up itself, and for what cannot be cloned.
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
    return serialize(sent(reason, depth));
  } catch {
    return undefined;
  }
}

/** Without depth an error is its name, its message and its code. */
function sent(reason: unknown, depth: number): SentReason {
  if (!(reason instanceof Error)) return { value: reason };
  const { name, message, stack, cause } = reason;
  const { code } = reason as { code?: unknown };
  return {
    error: [name, message, depth === 0 ? undefined : stack],
    code: typeof code === 'string' || typeof code === 'number' ? code : undefined,
    cause: cause === undefined || depth === 0 ? undefined : sent(cause, depth - 1),
  };
}
