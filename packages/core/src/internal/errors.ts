import { share } from './runtime/share.js';

/** A class of errors, the same in every copy of the package. */
export interface ErrorClass<Args extends unknown[]> {
  new (...args: Args): AiolocalsError;
  readonly prototype: AiolocalsError;
}

/** The base class of every error of this package. */
export const AiolocalsError: ErrorClass<[code: string, message: string, options?: ErrorOptions]> =
  share(
    'AiolocalsError',
    class AiolocalsError extends Error {
      readonly code: string;

      constructor(code: string, message: string, options?: ErrorOptions) {
        super(message, options);
        this.code = code;
      }
    },
  );
/** An error of this package. Its `code` is stable; its message is for people and may change. */
export type AiolocalsError = Error & {
  /** Names the kind of error, for example `ERR_NO_CONTEXT`. */
  readonly code: string;
};

/** Thrown when an attribute of a Local is used outside any context. Code `ERR_NO_CONTEXT`. */
export const NoContextError: ErrorClass<[message: string]> = share(
  'NoContextError',
  class NoContextError extends AiolocalsError {
    override readonly name: string = 'NoContextError';

    constructor(message: string) {
      super('ERR_NO_CONTEXT', message);
    }
  },
);
export type NoContextError = AiolocalsError;

/** Thrown when a context is run a second time. Code `ERR_CONTEXT_USED`. */
export const ContextUsedError: ErrorClass<[message: string]> = share(
  'ContextUsedError',
  class ContextUsedError extends AiolocalsError {
    override readonly name: string = 'ContextUsedError';

    constructor(message: string) {
      super('ERR_CONTEXT_USED', message);
    }
  },
);
export type ContextUsedError = AiolocalsError;

/**
 * The reason of a context that was cancelled without one. Code `ERR_CANCELLED`. Its `name` is `AbortError`, by which
 * libraries recognise that they were told to stop.
 */
export const CancelledError: ErrorClass<[message: string, options?: ErrorOptions]> = share(
  'CancelledError',
  class CancelledError extends AiolocalsError {
    override readonly name: string = 'AbortError';

    constructor(message: string, options?: ErrorOptions) {
      super('ERR_CANCELLED', message, options);
    }
  },
);
export type CancelledError = AiolocalsError;

/**
 * The reason of a context whose deadline has passed. Code `ERR_DEADLINE`. Its `name` is `TimeoutError`, as with
 * `AbortSignal.timeout`.
 */
export const DeadlineError: ErrorClass<[message: string]> = share(
  'DeadlineError',
  class DeadlineError extends AiolocalsError {
    override readonly name: string = 'TimeoutError';

    constructor(message: string) {
      super('ERR_DEADLINE', message);
    }
  },
);
export type DeadlineError = AiolocalsError;

/**
 * Thrown when an export is used that the copy of the package which was loaded first does not have, because it is of
 * another version. Code `ERR_RUNTIME_VERSION`.
 */
export const RuntimeVersionError: ErrorClass<[message: string]> = share(
  'RuntimeVersionError',
  class RuntimeVersionError extends AiolocalsError {
    override readonly name: string = 'RuntimeVersionError';

    constructor(message: string) {
      super('ERR_RUNTIME_VERSION', message);
    }
  },
);
export type RuntimeVersionError = AiolocalsError;

/** Thrown when a carrier is damaged, or of a later version than this package reads. Code `ERR_CARRIER`. */
export const CarrierError: ErrorClass<[message: string, options?: ErrorOptions]> = share(
  'CarrierError',
  class CarrierError extends AiolocalsError {
    override readonly name: string = 'CarrierError';

    constructor(message: string, options?: ErrorOptions) {
      super('ERR_CARRIER', message, options);
    }
  },
);
export type CarrierError = AiolocalsError;
