import * as own from './internal/errors.js';
import { share } from './internal/runtime.js';

/** What every error of this package is. Its `code` is stable; its message is for people and may change. */
export const AiolocalsError: typeof own.AiolocalsError = share(
  'AiolocalsError',
  own.AiolocalsError,
);
export type AiolocalsError = own.AiolocalsError;

/** Thrown when an attribute of a Local is used outside of any context. Code `ERR_NO_CONTEXT`. */
export const NoContextError: typeof own.NoContextError = share(
  'NoContextError',
  own.NoContextError,
);
export type NoContextError = own.NoContextError;

/** Thrown when a context is run a second time. Code `ERR_CONTEXT_USED`. */
export const ContextUsedError: typeof own.ContextUsedError = share(
  'ContextUsedError',
  own.ContextUsedError,
);
export type ContextUsedError = own.ContextUsedError;

/** The reason of a context that was cancelled without one. Code `ERR_CANCELLED`, name `AbortError`. */
export const CancelledError: typeof own.CancelledError = share(
  'CancelledError',
  own.CancelledError,
);
export type CancelledError = own.CancelledError;

/** The reason of a context whose deadline has passed. Code `ERR_DEADLINE`, name `TimeoutError`. */
export const DeadlineError: typeof own.DeadlineError = share('DeadlineError', own.DeadlineError);
export type DeadlineError = own.DeadlineError;

/** Thrown by what the copy of this package that was loaded first is too old to have. Code `ERR_RUNTIME_VERSION`. */
export const RuntimeVersionError: typeof own.RuntimeVersionError = share(
  'RuntimeVersionError',
  own.RuntimeVersionError,
);
export type RuntimeVersionError = own.RuntimeVersionError;
