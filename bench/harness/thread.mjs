// @ts-check
// What the threads of the pools run.
import { AsyncLocalStorage } from 'node:async_hooks';

/** @type {AsyncLocalStorage<object>} */
const storage = new AsyncLocalStorage();

/** @typedef {{ task: string, store: object }} Sent */

export function empty() {
  return 'done';
}

export function millisecond() {
  const until = performance.now() + 1;
  while (performance.now() < until);
  return 'done';
}

export function emptyInStore(/** @type {Sent} */ { store }) {
  return storage.run(store, empty);
}

export function millisecondInStore(/** @type {Sent} */ { store }) {
  return storage.run(store, millisecond);
}
