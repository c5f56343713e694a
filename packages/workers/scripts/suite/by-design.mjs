// @ts-check
/**
 * The tests of Piscina that pass with Piscina, and not with ContextPool, each with its reason. The README of this
 * package names them.
 *
 * @type {ReadonlyMap<string, string>}
 */
export const byDesign = new Map([]);
