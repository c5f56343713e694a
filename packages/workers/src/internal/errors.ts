import { AiolocalsError } from '@aiolocals/core';

/**
 * Thrown when an attribute cannot be cloned, and so cannot leave its thread. The message names the Local and the
 * attribute. Code `ERR_UNCLONEABLE`.
 */
export class UncloneableError extends AiolocalsError {
  override readonly name: string = 'UncloneableError';

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_UNCLONEABLE', message, options);
  }
}
