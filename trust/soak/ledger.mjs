// @ts-check
// Keeps up to sixteen steps of each request as bits: those that were logged, or those that were found in a log.

export class Ledger {
  /** @param {number} requests */
  constructor(requests) {
    this.bits = new Uint16Array(requests + 1);
  }

  /** Sets the step, and returns whether it was not set before. */
  mark(/** @type {number} */ n, /** @type {number} */ step) {
    const before = this.bits[n] ?? 0;
    this.bits[n] = before | (1 << step);
    return (before & (1 << step)) === 0;
  }

  has(/** @type {number} */ n, /** @type {number} */ step) {
    return ((this.bits[n] ?? 0) & (1 << step)) !== 0;
  }

  /** Adds what another process wrote down. */
  add(/** @type {Uint16Array} */ bits) {
    for (let n = 0; n < bits.length; n += 1) this.bits[n] = (this.bits[n] ?? 0) | (bits[n] ?? 0);
  }

  /** Counts the steps that are here and not there. */
  without(/** @type {Ledger} */ other) {
    let count = 0;
    for (let n = 0; n < this.bits.length; n += 1) {
      for (let left = (this.bits[n] ?? 0) & ~(other.bits[n] ?? 0); left !== 0; left &= left - 1) {
        count += 1;
      }
    }
    return count;
  }

  count() {
    return this.without(new Ledger(0));
  }
}
