// @ts-check
import { AsyncLocalStorage } from 'node:async_hooks';

const NEW = -2;
const OPEN = -1;

/** @type {AsyncLocalStorage<StandIn>} */
export const storage = new AsyncLocalStorage();

/**
 * What a context costs at least: as many fields, a check of the argument, three phases, and one `run` of a storage. It
 * has no parent, no clock, no channels and no options.
 */
export class StandIn {
  #id = '';
  #path = '';
  /** @type {unknown} */
  values;
  /** @type {unknown} */
  lease;
  /** @type {unknown} */
  origin;
  #phase = NEW;
  /** @type {unknown} */
  lineage;
  task = 0;
  /** @type {unknown} */
  lifetime;
  /** @type {unknown} */
  place;
  /** @type {unknown} */
  rare;

  get id() {
    return this.#id;
  }

  set id(value) {
    this.#id = value;
  }

  get path() {
    return this.#path;
  }

  set path(value) {
    this.#path = value;
  }

  /** @template Result @param {() => Result} fn @returns {Result} */
  run(fn) {
    if (typeof fn !== 'function') throw new TypeError('Expected a function');
    if (this.#phase !== NEW) throw new Error('It ran');
    return storage.run(this, StandIn.#runAndClose, this, fn);
  }

  /** @template Result @param {StandIn} self @param {() => Result} fn @returns {Result} */
  static #runAndClose(self, fn) {
    self.#phase = OPEN;
    /** @type {Result} */
    let result;
    try {
      result = fn();
    } catch (error) {
      self.#phase = 0;
      throw error;
    }
    if (!(result instanceof Promise)) {
      self.#phase = 0;
      return result;
    }
    return /** @type {Result} */ (
      result.then(
        (value) => {
          self.#phase = 0;
          return value;
        },
        (error) => {
          self.#phase = 0;
          throw error;
        },
      )
    );
  }
}
