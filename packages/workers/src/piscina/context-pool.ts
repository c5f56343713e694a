import { bindEmitter, Context, DeadlineError } from '@aiolocals/core';
import type { Piscina } from 'piscina';
import { explainLostTask } from './internal/explain-lost-task.js';
import { fillTask, packTask } from './internal/pack-task.js';
import { type Defaults, PiscinaOutsideContext } from './internal/piscina-outside-context.js';
import type { ContextPoolOptions } from './internal/pool-options.js';
import {
  forgetWith,
  optionsAsGiven,
  type PreparedPool,
  preparePool,
} from './internal/prepare-pool.js';
import { nameSent, requestedFunction } from './internal/requested-function.js';
import {
  type ContextRunOptions,
  expectRunOptions,
  NO_OPTIONS,
  ownRunOptions,
  type RunOptions,
} from './internal/run-options.js';
import { restoreThrown } from './internal/restore-error.js';
import { isThrownError } from './internal/sent-error.js';
import type { SentTask } from './internal/sent-task.js';
import { Submission } from './internal/submission.js';
import { writeBackTo } from './internal/write-back.js';

/**
 * A Piscina whose tasks run in the state of the context that submits them. Each task has a context of its own, so that
 * a thread carries nothing from one task to the next. Options, events and worker files are those of Piscina.
 *
 * The task sees the deadline and the cancellation of its submitter in `Context.current()`. If the submitter is
 * cancelled while the task is queued, the task is rejected at once and never runs.
 *
 * @throws TypeError for an option that does not exist, or that Piscina refuses.
 *
 * @example
 * ```ts
 * import { ContextPool } from '@aiolocals/workers/piscina';
 *
 * const pool = new ContextPool<string, string>({ filename: new URL('./hash.js', import.meta.url).href });
 * const hash = await pool.run('password');
 * ```
 */
export class ContextPool<Sent = Defaults[0], Result = Defaults[1]> extends PiscinaOutsideContext<
  Sent,
  Result
> {
  readonly #prepared: PreparedPool;
  /** Whether Piscina has all the threads that it may have, so that no task makes it create one. */
  #isFull = false;

  constructor(options: ContextPoolOptions = {}) {
    const prepared = preparePool(options);
    super(prepared.options);
    forgetWith(this, prepared);
    this.#prepared = prepared;
    bindEmitter(this);
  }

  override get options(): Piscina['options'] {
    return optionsAsGiven(super.options, this.#prepared);
  }

  /** Overridden because Piscina emits here what happens to its threads. */
  override emit(...event: Parameters<Piscina['emit']>): boolean {
    const [name] = event;
    // Piscina removes a thread only after this event.
    if (name === 'workerDestroy') this.#isFull = false;
    else if (name === 'workerCreate') this.#isFull = this.threads.length >= this.maxThreads;
    // Piscina emits once or twice for each task, and would enter its own async resource to call nobody.
    if (name !== 'error' && this.listenerCount(name) === 0) return false;
    return super.emit(...event);
  }

  /**
   * Runs a task, as Piscina does, in the state of the current context.
   *
   * Rejects with what the task throws, with an {@link UncloneableError} if an attribute cannot be cloned, with a
   * {@link TaskLostError} if the thread ends before the task, and with the reason of the cancellation if the context
   * is cancelled before a thread has the task. A `signal` in the options ends the task and its thread, as in Piscina.
   *
   * @param task - What the function of the worker file is called with.
   * @param options - Those of Piscina, `writeBack`, `terminate` and `timeout`.
   */
  override run(task: Sent, options: ContextRunOptions = NO_OPTIONS): Promise<Result> {
    return this.#run(task, ownRunOptions(options));
  }

  #run(task: Sent, options: ContextRunOptions): Promise<Result> {
    const key = requestedFunction(this.#prepared, options);
    // Piscina's own error says what is wrong with the options, or that the signal has aborted.
    if (key === undefined) return super.run(task, options);
    try {
      return this.#runIn(Context.current(), task, key, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #runIn(
    submitter: Context | undefined,
    task: Sent,
    key: string,
    options: ContextRunOptions,
  ): Promise<Result> {
    const own = expectRunOptions(options);
    const { writeBack, terminate, timeout, signal } = own;
    const { flags } = this.#prepared;
    const sent = packTask(submitter, nameSent(this.#prepared, key, options), writeBack);
    const isStoppable =
      signal != null || timeout !== undefined || (terminate !== false && submitter !== undefined);
    const submission = new Submission(flags, sent, own, isStoppable);
    if (submitter !== undefined) submission.follow(submitter);
    if (submission.stopper !== undefined) {
      submission.watchSending(() => this.#late(timeout as number, options));
      if (signal != null) submission.stopper.follow(signal);
    }
    const running = this.#submit(task, sent, submission, key, options);
    const succeed = (result: Result): Result | Promise<Result> => {
      submission.settle();
      return writeBack
        ? writeBackTo(submitter, result, (thrown) => this.#explain(thrown, options))
        : result;
    };
    const fail = (error: unknown): never => {
      submission.settle();
      throw this.#explain(error, options);
    };
    // One more promise would take a hundredth of the round trip on Node 20 and 22.
    if (!submission.mayEndEarly) return running.then(succeed, fail);
    return new Promise((resolve, reject) => {
      submission.endEarlyWith(reject);
      running.then(succeed, fail).then(resolve, reject);
    });
  }

  #submit(
    task: Sent,
    sent: SentTask,
    submission: Submission,
    name: string,
    { transferList }: ContextRunOptions,
  ): Promise<Result> {
    const { queue, key, isOutside, threadFile: filename } = this.#prepared;
    const { stopper } = submission;
    // Options take a hundredth of the round trip in Piscina, and most tasks need none.
    const isUsual = name === key && stopper === undefined && transferList === undefined;
    const options = isUsual
      ? NO_OPTIONS
      : ({ filename, name, signal: stopper, transferList } as RunOptions);
    queue.submitting = submission;
    try {
      const filled = fillTask(sent, task) as Sent;
      // Outside any context: a thread that Piscina creates for the task outlives the context. Leaving it takes a
      // hundredth of the round trip.
      return this.#isFull && !isOutside
        ? super.run(filled, options)
        : Context.exit(() => super.run(filled, options));
    } catch (error) {
      submission.settle();
      throw error;
    } finally {
      queue.submitting = undefined;
    }
  }

  /** Returns the error that a task is rejected with: of the class that it had in the thread, or with the task's name. */
  #explain(error: unknown, options: ContextRunOptions): unknown {
    return isThrownError(error)
      ? restoreThrown(error, this.#prepared.errors)
      : explainLostTask(error, this.#named(options));
  }

  #late(timeout: number, options: ContextRunOptions): Error {
    return new DeadlineError(
      `${this.#named(options)} was ended with its thread: it took longer than its \`timeout\` of ${timeout} ms`,
    );
  }

  /** How errors name a task. */
  #named(options: ContextRunOptions): string {
    const filename = options.filename ?? this.options.filename;
    const name = options.name ?? this.options.name;
    return `The task \`${name}\` of ${String(filename)}`;
  }
}
