/** The places in a sent task. */
export const TASK = 0;
export const SLOT = 1;
export const NUMBER = 2;
export const WRITE_BACK = 3;
export const DEADLINE = 4;
export const IDENT = 5;
export const STATE = 6;

/** Stands for a flag in a task that has none. */
export const NO_SLOT = -1;

/**
 * What a thread of a `ContextPool` is sent: the task, the slot and number of its flag, whether changes are written back,
 * the deadline, the ident, then the snapshot. One flat list, because each object in it would take a twentieth of the
 * round trip. The ident is empty for a task that was submitted outside any context.
 */
export type SentTask = unknown[];
