import { FixedQueue, type TaskQueue } from 'piscina';
import { originalOf, type OwnFunction, type QueuedTask, viewOf } from './queue-view.js';

/** What the queue tells the submission of a task. */
interface Queueable {
  /** @param remove - Takes the task out of the queue. */
  queued(remove: () => void): void;
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
  /** The queue of the options, or one of Piscina's. */
  readonly queue: TaskQueue;
  /** The submission that Piscina is receiving. It queues the task in the same call if no thread is free. */
  submitting: Queueable | undefined;
  readonly #own: OwnFunction;
  readonly #isOfUser: boolean;

  /** @param queue - That of the options, if they have one: it is shown the tasks as they were submitted. */
  constructor(queue: TaskQueue | undefined, own: OwnFunction) {
    this.queue = queue ?? new FixedQueue();
    this.#isOfUser = queue !== undefined;
    this.#own = own;
  }

  get size(): number {
    return this.queue.size;
  }

  push(task: QueuedTask): void {
    this.queue.push(this.#shown(task));
    this.#queued(task);
  }

  unshift(task: QueuedTask): void {
    const { queue } = this;
    if (queue.unshift === undefined) queue.push(this.#shown(task));
    else queue.unshift(this.#shown(task));
    this.#queued(task);
  }

  shift(): QueuedTask | null {
    const shown = this.queue.shift();
    // Queues of users return undefined as well.
    if (shown == null) return null;
    const task: SubmittedTask = originalOf(shown);
    task[SUBMISSION]?.dequeued();
    return task;
  }

  remove(task: QueuedTask): void {
    this.queue.remove(this.#shown(task));
  }

  #shown(task: QueuedTask): QueuedTask {
    return this.#isOfUser ? viewOf(task, this.#own) : task;
  }

  #queued(task: SubmittedTask): void {
    const submission = (task[SUBMISSION] ??= this.submitting);
    submission?.queued(() => this.remove(task));
  }
}
