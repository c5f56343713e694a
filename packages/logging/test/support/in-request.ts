import { Context, request } from '@aiolocals/core';

/** Runs `fn` in the context of a request. */
export function inRequest<Result>(id: string, path: string, fn: () => Result): Result {
  return new Context({ parent: null }).run(() => {
    request.id = id;
    request.path = path;
    return fn();
  });
}
