import { AiolocalsError } from '@aiolocals/core';

/**
 * Thrown for a task whose thread ended before the task did. Its `cause` is what Piscina reports of the thread. Code
 * `ERR_TASK_LOST`.
 */
export class TaskLostError extends AiolocalsError {
  override readonly name: string = 'TaskLostError';

  constructor(message: string, options?: ErrorOptions) {
    super('ERR_TASK_LOST', message, options);
  }
}
