import { Piscina } from 'piscina';
import { expected } from '../../internal/expect.js';

export type RunOptions = NonNullable<Parameters<Piscina['run']>[1]>;

/** The options of Piscina's `run`, and what a `ContextPool` adds. */
export interface ContextRunOptions extends RunOptions {
  /**
   * Makes the assignments and deletions of the task in the context that submitted it, when the task has ended well
   * and that context is still open.
   */
  readonly writeBack?: boolean;
  /**
   * Ends the thread when the task is cancelled, as Piscina does when a `signal` aborts; the thread is the task's alone
   * for that. By default the thread is told, and goes on.
   */
  readonly terminate?: boolean;
}

/** Throws unless `value` is a boolean. */
export function expectBoolean(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw expected(name, 'a boolean', value);
}

/** What a task says to the queue of the options. */
export function queueOptionsOf(task: unknown): unknown {
  return typeof task === 'object' && task !== null
    ? (task as Record<symbol, unknown>)[Piscina.queueOptionsSymbol]
    : undefined;
}
