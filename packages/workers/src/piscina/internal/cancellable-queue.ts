import type { TaskQueue } from 'piscina';
import type { Submission } from './submission.js';

export type QueuedTask = Parameters<TaskQueue['push']>[0];

/** The queue of the pool's options, and those in it can leave it: Piscina lets only those leave whose thread may be killed. */
export class CancellableQueue implements TaskQueue {
  /** That of the options. */
  readonly queue: TaskQueue;
  /** The one that Piscina is just being given. What it cannot hand to a thread it puts here before that call returns. */
  submitting: Submission | undefined;
  readonly #submissions = new WeakMap<QueuedTask, Submission>();

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
    const task = this.queue.shift();
    if (task !== null) this.#submissions.get(task)?.dequeued();
    return task;
  }

  remove(task: QueuedTask): void {
    this.queue.remove(task);
  }

  #queued(task: QueuedTask): void {
    const submission = this.#submissions.get(task) ?? this.submitting;
    if (submission === undefined) return;
    this.#submissions.set(task, submission);
    submission.queued(() => this.queue.remove(task));
  }
}
