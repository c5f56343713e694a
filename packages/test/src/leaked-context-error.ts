import { AiolocalsError } from '@aiolocals/core';

/** Thrown when a test leaves tasks or contexts open. The message names each. Code `ERR_LEAKED_CONTEXT`. */
export class LeakedContextError extends AiolocalsError {
  override readonly name: string = 'LeakedContextError';

  constructor(message: string) {
    super('ERR_LEAKED_CONTEXT', message);
  }
}
