// @ts-check
import context from 'express-http-context';

const { asyncLocalStorage: storage } =
  /** @type {{ asyncLocalStorage: import('node:async_hooks').AsyncLocalStorage<Map<string, unknown>> }} */ (
    /** @type {unknown} */ (context)
  );

/** @type {import('./raw.mjs').Alternative} */
export const expressHttpContext = {
  run: (id, path, fn) =>
    storage.run(new Map(), () => {
      context.set('id', id);
      context.set('path', path);
      return fn();
    }),
  read: () => context.get('id'),
  write: (id) => context.set('id', id),
};
