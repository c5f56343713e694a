/** A value on its way to another thread. An error in it is the place that it has among those that are sent with it. */
export type SentValue =
  | { readonly value: unknown }
  | { readonly error: number }
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

/**
 * A value with the errors that it holds. They are a list, because a thread that is sent a long chain of causes one inside
 * the other cannot read it.
 */
export interface PackedValue {
  readonly sent: SentValue;
  readonly errors: readonly SentError[];
}

/** What a thread throws in place of an error: the error, and those that it refers to. */
export interface ThrownError {
  readonly 'aiolocals.error': readonly SentError[];
}

/** Whether a thread threw the value in place of an error. */
export function isThrownError(value: unknown): value is ThrownError {
  return typeof value === 'object' && value !== null && 'aiolocals.error' in value;
}
