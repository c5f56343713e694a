// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';
import { createContext } from 'unctx';

/** @type {import('unctx').UseContext<{ id: string, path: string }>} */
const context = createContext({ asyncContext: true, AsyncLocalStorage });

/** Its storage holds the object weakly, so the caller has to keep it. @type {import('./raw.mjs').Alternative} */
export const unctx = {
  run: (id, path, fn) => context.call({ id, path }, fn),
  read: () => context.use().id,
  write(id) {
    context.use().id = id;
  },
  current: () => context.use(),
};
