import type { Context } from '../../types/context.js';
import { keepArrived } from '../locals/undeclared.js';
import { sizeOf } from './size-of.js';
import { warnTooMany } from './warn-refused.js';

/** How many attributes that nothing here declares a context takes from a carrier, and how many bytes of them. */
const MOST_ATTRIBUTES = 1000;
const MOST_BYTES = 262_144;

/**
 * Collects what arrives and nothing here declares. It is kept all at once, because each addition copies what is kept.
 */
export class ArrivingUnknown {
  readonly #byKey = new Map<string, Map<string, unknown>>();
  /** Left of the bounds. */
  #attributes: number;
  #bytes: number;

  /** @param isBounded - Whether the bounds apply, because anybody may have written it. */
  constructor(isBounded: boolean) {
    this.#attributes = isBounded ? MOST_ATTRIBUTES : Infinity;
    this.#bytes = isBounded ? MOST_BYTES : Infinity;
  }

  add(key: string, name: string, value: unknown): void {
    if (!this.#takes(key, name, value)) {
      warnTooMany(key, name, MOST_ATTRIBUTES, MOST_BYTES);
      return;
    }
    const attributes = this.#byKey.get(key);
    if (attributes === undefined) this.#byKey.set(key, new Map([[name, value]]));
    else attributes.set(name, value);
  }

  keepIn(context: Context): void {
    if (this.#byKey.size > 0) keepArrived(context, this.#byKey);
  }

  #takes(key: string, name: string, value: unknown): boolean {
    if (this.#attributes === Infinity) return true;
    if (this.#attributes === 0) return false;
    const size = sizeOf([key, name, value], this.#bytes);
    if (size > this.#bytes) return false;
    this.#attributes -= 1;
    this.#bytes -= size;
    return true;
  }
}
