// winston's own symbols. Every copy of `triple-beam`, which defines them, shares these.

/** Key of the level by which winston's transports decide. */
export const LEVEL: unique symbol = Symbol.for('level');

/** Key of the finished line. */
export const MESSAGE: unique symbol = Symbol.for('message');

/** Key of the arguments after the message. */
export const SPLAT: unique symbol = Symbol.for('splat');
