// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * @typedef {object} Alternative What keeps an id and a path for a unit of work, in its own manner.
 * @property {<Result>(id: string, path: string, fn: () => Result) => Result} run Runs `fn` with these, from nothing.
 * @property {<Result>(fn: () => Result) => Result} [child] Runs `fn` with the same values; what it assigns stays in it.
 * @property {() => unknown} read Returns the id.
 * @property {(id: string) => void} [write] Sets the id.
 * @property {() => unknown} [current] Returns what stands for the unit of work itself.
 */

/** @type {AsyncLocalStorage<{ id: string, path: string }>} */
export const storage = new AsyncLocalStorage();

/** The floor: one AsyncLocalStorage that holds an object. @type {Required<Alternative>} */
export const raw = {
  run: (id, path, fn) => storage.run({ id, path }, fn),
  child: (fn) => storage.run({ id: '', path: '', ...storage.getStore() }, fn),
  read: () => storage.getStore()?.id,
  write(id) {
    const store = storage.getStore();
    if (store !== undefined) store.id = id;
  },
  current: () => storage.getStore(),
};
