/**
 * What every error of this package is. Its `code` is stable across versions and across copies of the package;
 * its message is for people and may change.
 */
export class AiolocalsError extends Error {
  /** Names the kind of error, for example `ERR_NO_CONTEXT`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Thrown when an attribute of a Local is used where no context is current. Code `ERR_NO_CONTEXT`. */
export class NoContextError extends AiolocalsError {
  override readonly name: string = 'NoContextError';

  constructor(message: string) {
    super('ERR_NO_CONTEXT', message);
  }
}

/** Thrown when a context is run a second time. Code `ERR_CONTEXT_USED`. */
export class ContextUsedError extends AiolocalsError {
  override readonly name: string = 'ContextUsedError';

  constructor(message: string) {
    super('ERR_CONTEXT_USED', message);
  }
}

/**
 * The reason of a context that was cancelled without one. Code `ERR_CANCELLED`.
 * Its `name` is `AbortError`, the one by which libraries recognise that they were told to stop.
 */
export class CancelledError extends AiolocalsError {
  override readonly name: string = 'AbortError';

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_CANCELLED', message, options);
  }
}

/**
 * The reason of a context whose deadline has passed. Code `ERR_DEADLINE`.
 * Its `name` is `TimeoutError`, as with `AbortSignal.timeout`.
 */
export class DeadlineError extends AiolocalsError {
  override readonly name: string = 'TimeoutError';

  constructor(message: string) {
    super('ERR_DEADLINE', message);
  }
}

/**
 * Thrown by what the copy of the package that was loaded first does not have, because it is of another version.
 * Code `ERR_RUNTIME_VERSION`.
 */
export class RuntimeVersionError extends AiolocalsError {
  override readonly name: string = 'RuntimeVersionError';

  constructor(message: string) {
    super('ERR_RUNTIME_VERSION', message);
  }
}
