// winston's own, which every copy of `triple-beam` shares.
export const LEVEL: unique symbol = Symbol.for('level');
export const MESSAGE: unique symbol = Symbol.for('message');
export const SPLAT: unique symbol = Symbol.for('splat');

/** Under which an entry holds what was captured when it was logged. Every copy of this package knows it. */
export const CAPTURED: unique symbol = Symbol.for('aiolocals.logging/captured');

/** Under which an entry of this package's own names what its message says already. */
export const SAID: unique symbol = Symbol('said');
