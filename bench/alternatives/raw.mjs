// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * @typedef {object} Alternative A library that keeps an id and a path for a unit of work.
 * @property {<Result>(id: string, path: string, fn: () => Result) => Result} run Runs `fn` with these values and no others.
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
