// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';

/** @type {AsyncLocalStorage<string>} */
const ids = new AsyncLocalStorage();
/** @type {AsyncLocalStorage<string>} */
const paths = new AsyncLocalStorage();

/** One AsyncLocalStorage for each variable. @type {import('./raw.mjs').Alternative} */
export const alsEach = {
  run: (id, path, fn) => ids.run(id, () => paths.run(path, fn)),
  child: (fn) => ids.run('', fn),
  read: () => ids.getStore(),
};
