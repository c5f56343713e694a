import type { TaskQueue } from 'piscina';

export type QueuedTask = Parameters<TaskQueue['push']>[0];

/** What the queue tells the submission of a task. */
interface Queueable {
  queued(queue: TaskQueue, task: QueuedTask): void;
  dequeued(): void;
}

/**
 * The key under which a queued task holds its submission. Not a WeakMap: with one, garbage collection took a
 * microsecond more for each task.
 */
const SUBMISSION: unique symbol = Symbol('aiolocals.submission');

type SubmittedTask = QueuedTask & { [SUBMISSION]?: Queueable | undefined };

/**
 * The task queue of a pool's options, from which a cancelled task can be removed. Piscina itself removes a task only if
 * its thread may be terminated.
 */
export class CancellableQueue implements TaskQueue {
  /** The queue of the options. */
  readonly queue: TaskQueue;
  /** The submission that Piscina is receiving. It queues the task in the same call if no thread is free. */
  submitting: Queueable | undefined;

  constructor(queue: TaskQueue) {
    this.queue = queue;
  }

  get size(): number {
    return this.queue.size;
  }

  push(task: QueuedTask): void {
    this.queue.push(task);
    this.#queued(task);
  }

  unshift(task: QueuedTask): void {
    const { queue } = this;
    if (queue.unshift === undefined) queue.push(task);
    else queue.unshift(task);
    this.#queued(task);
  }

  shift(): QueuedTask | null {
    const task: SubmittedTask | null = this.queue.shift();
    task?.[SUBMISSION]?.dequeued();
    return task;
  }

  remove(task: QueuedTask): void {
    this.queue.remove(task);
  }

  #queued(task: SubmittedTask): void {
    const submission = (task[SUBMISSION] ??= this.submitting);
    submission?.queued(this.queue, task);
  }
}
