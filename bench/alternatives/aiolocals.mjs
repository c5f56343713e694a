// @ts-check
import { Context, request } from '@aiolocals/core';

/** @type {Required<import('./raw.mjs').Alternative>} */
export const aiolocals = {
  run: (id, path, fn) =>
    new Context().run(() => {
      request.id = id;
      request.path = path;
      return fn();
    }),
  child: (fn) => new Context().run(fn),
  read: () => request.id,
  write(id) {
    request.id = id;
  },
  current: () => Context.current(),
};
