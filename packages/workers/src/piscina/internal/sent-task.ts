/** The places in a sent task. */
export const TASK = 0;
export const SLOT = 1;
export const NUMBER = 2;
export const IDENT = 3;
export const REQUEST_ID = 4;
export const REQUEST_PATH = 5;
export const STATE = 6;
export const NAME = 7;
export const WRITE_BACK = 8;
export const DEADLINE = 9;

/** The key of core's Local `request`. */
export const REQUEST_KEY = 'aiolocals.request';

/** Stands for a flag in a task that has none. */
export const NO_SLOT = -1;

/**
 * What a thread of a `ContextPool` is sent: the task, the slot and number of its flag, the ident, id and path of the
 * request and the rest of the state as `packState` puts them there, the name of the function in the pool's own file,
 * whether changes are written back, and the deadline. The last two are absent in most tasks. One flat list, because each
 * object in it would take a twentieth of the round trip. The ident is empty for a task that was submitted outside any
 * context. The name is empty for the function of the pool's options, and where the key of the function tells it.
 */
export type SentTask = unknown[];
