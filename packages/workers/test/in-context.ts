import { Context, request } from '@aiolocals/core';

/** Runs `fn` in a context from nothing whose `request.id` is `id`. */
export function inContext<Result>(id: string, fn: () => Result): Result {
  return new Context({ parent: null, ident: id.toUpperCase() }).run(() => {
    request.id = id;
    return fn();
  });
}

/** The path of a file that threads and processes run: they load the built packages. */
export function fixture(name: string): URL {
  return new URL(`fixtures/${name}`, import.meta.url);
}
