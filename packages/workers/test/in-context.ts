import { Context, request } from '@aiolocals/core';

/** Runs `fn` in a new context without a parent, whose `request.id` is `id`. */
export function inContext<Result>(id: string, fn: () => Result): Result {
  return new Context({ parent: null, ident: id.toUpperCase() }).run(() => {
    request.id = id;
    return fn();
  });
}

/** Returns the URL of a file that threads and processes run. They load the built packages. */
export function fixture(name: string): URL {
  return new URL(`fixtures/${name}`, import.meta.url);
}
