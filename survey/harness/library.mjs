// @ts-check

/**
 * Notes in which context it is called. A case calls it wherever the library calls code of its user.
 *
 * @typedef {() => void} See
 */

/**
 * What makes a case right. It replaces how the library is used, how it is opened, or both.
 *
 * @template T
 * @typedef {object} Remedy
 * @property {string} how What the user writes instead.
 * @property {(see: See, shared: T, index: number) => unknown} [use]
 * @property {() => T | Promise<T>} [open]
 */

/**
 * One way in which a library is used.
 *
 * @template T
 * @typedef {object} Case
 * @property {string} how What the user writes.
 * @property {() => T | Promise<T>} [open] Makes what all contexts share.
 * @property {(shared: T) => unknown} [close]
 * @property {(see: See, shared: T, index: number) => unknown} use
 * @property {Remedy<T>[]} [remedies] Needed if the case is not right.
 * @property {number} [contexts] How many contexts use it at once. 100 by default.
 * @property {number} [calls] How often each of them is called back at least. Once by default.
 */

/**
 * @typedef {object} Library
 * @property {string} name The npm package, which gives the version.
 * @property {import('./services.mjs').Service[]} [needs]
 * @property {number} [since] The first version of Node that it runs on, if that is not 20.
 * @property {Case<any>[]} cases
 */

/**
 * Checks the types of a case, whose shared value may be of any type.
 *
 * @template T
 * @param {Case<T>} one
 * @returns {Case<T>}
 */
export const use = (one) => one;
