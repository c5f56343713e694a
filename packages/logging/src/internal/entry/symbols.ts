/** Key of an entry's `LogContext`. Every copy of this package uses the same key. */
export const LOG_CONTEXT: unique symbol = Symbol.for('aiolocals.logging/captured');

/** Key under which an entry that this package logs itself lists the fields that its message already shows. */
export const ALREADY_IN_MESSAGE: unique symbol = Symbol('alreadyInMessage');

/** Key under which a child logger keeps its own meta after its ancestors'. */
export const CHILD_METAS: unique symbol = Symbol.for('aiolocals.logging/metas');
