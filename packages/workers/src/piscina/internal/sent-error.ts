/** A value of an error on its way to another thread. */
export type SentValue =
  | { readonly value: unknown }
  | { readonly error: SentError }
  | { readonly list: readonly SentValue[] };

/**
 * An error on its way to another thread. The structured clone of an error has its message, stack and cause, and one of
 * seven classes. The rest is dropped.
 */
export interface SentError {
  /** The names of its classes, its own first. */
  readonly classes: readonly string[];
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The cause is one of them. */
  readonly properties: readonly SentProperty[];
}

export type SentProperty = readonly [key: string, value: SentValue, isEnumerable: boolean];

/** What a thread throws in place of an error. */
export interface ThrownError {
  readonly 'aiolocals.error': SentError;
}

/** Whether a thread threw the value in place of an error. */
export function isThrownError(value: unknown): value is ThrownError {
  return typeof value === 'object' && value !== null && 'aiolocals.error' in value;
}
