import type { TaskQueue } from 'piscina';
import type { Submission } from './submission.js';

export type QueuedTask = Parameters<TaskQueue['push']>[0];

/** Under it, a queued task has what submitted it. Not in a WeakMap: the garbage collector would spend a microsecond a task on it. */
const SUBMISSION: unique symbol = Symbol('aiolocals.submission');

type Submitted = QueuedTask & { [SUBMISSION]?: Submission | undefined };

/** The queue of the pool's options, and those in it can leave it: Piscina lets only those leave whose thread may be killed. */
export class CancellableQueue implements TaskQueue {
  /** That of the options. */
  readonly queue: TaskQueue;
  /** The one that Piscina is just being given. What it cannot hand to a thread it puts here before that call returns. */
  submitting: Submission | undefined;

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
    const task: Submitted | null = this.queue.shift();
    task?.[SUBMISSION]?.dequeued();
    return task;
  }

  remove(task: QueuedTask): void {
    this.queue.remove(task);
  }

  #queued(task: Submitted): void {
    const submission = (task[SUBMISSION] ??= this.submitting);
    submission?.queued(this.queue, task);
  }
}
