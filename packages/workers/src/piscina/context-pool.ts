import { bindEmitter, Context } from '@aiolocals/core';
import { Piscina } from 'piscina';
import { captureTask, NOTHING } from '../internal/carrier/carrier.js';
import { isAborted, onAbort, type Signal } from './internal/abort-signal.js';
import { entryOf, isFilename } from './internal/function-key.js';
import { explain } from './internal/explain-lost-task.js';
import { wrapMovable } from './internal/movable.js';
import { PoolFromNothing } from './internal/pool-outside-context.js';
import {
  type ContextPoolOptions,
  prepare,
  type Prepared,
  forgetWith,
} from './internal/pool-options.js';
import {
  type ContextRunOptions,
  expectBoolean,
  queueOptionsOf,
  type RunOptions,
} from './internal/run-options.js';
import { Submission } from './internal/submission.js';
import { pack, type SentTask, TASK } from './internal/sent-task.js';
import { fileOf, threadFile } from './internal/thread-file.js';
import { writeBackTo } from './internal/write-back.js';

/** What Piscina itself takes and returns if its user says nothing. */
type Unsaid = Piscina extends Piscina<infer Sent, infer Result> ? [Sent, Result] : never;

/**
 * A Piscina whose tasks run in the state of the context that submits them: each in a context of its own, so that
 * a thread carries nothing from one to the next. Options, events and worker files are Piscina's.
 *
 * Cancellation of the submitter and its deadline reach the task, through `Context.current()` there; a task that no
 * thread has yet is rejected at once.
 *
 * @throws TypeError if an option is not what Piscina takes.
 *
 * @example
 * ```ts
 * import { ContextPool } from '@aiolocals/workers/piscina';
 *
 * const pool = new ContextPool<string, string>({ filename: new URL('./hash.js', import.meta.url).href });
 * const hash = await pool.run('password');
 * ```
 */
export class ContextPool<Sent = Unsaid[0], Result = Unsaid[1]> extends PoolFromNothing<
  Sent,
  Result
> {
  readonly #prepared: Prepared;
  readonly #given: ContextPoolOptions;

  constructor(options: ContextPoolOptions = {}) {
    const prepared = prepare(options);
    super(prepared.options);
    forgetWith(this, prepared);
    this.#prepared = prepared;
    this.#given = options;
    bindEmitter(this);
  }

  override get options(): Piscina['options'] {
    const { filename, name = 'default', loadBalancer } = this.#given;
    return {
      ...super.options,
      filename: typeof filename === 'string' ? fileOf(filename) : null,
      name,
      taskQueue: this.#prepared.queue.queue,
      ...(loadBalancer === undefined ? {} : { loadBalancer }),
    };
  }

  /**
   * Runs a task, as Piscina does, in the state of the current context.
   *
   * It rejects with an {@link UncloneableError} if an attribute cannot be cloned, with a {@link TaskLostError} if the
   * thread ends before the task, with the reason if the context is cancelled before a thread has the task, and with
   * what the task throws.
   */
  override run(task: Sent, options: ContextRunOptions = {}): Promise<Result> {
    const entry = this.#entryFor(options);
    // Piscina says what is wrong, or that it was aborted before it began.
    if (entry === undefined) return super.run(task, options);
    try {
      return this.#runIn(Context.current(), task, entry, options);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #runIn(
    submitter: Context | undefined,
    task: Sent,
    entry: string,
    options: ContextRunOptions,
  ): Promise<Result> {
    const { writeBack = false, terminate = false, signal } = options;
    expectBoolean('writeBack', writeBack);
    expectBoolean('terminate', terminate);
    const sent = this.#pack(task, submitter, options);
    const killer = terminate ? new AbortController() : undefined;
    const submission = new Submission(this.#prepared.flags, sent, killer);
    const running = this.#submit(task, sent, submission, entry, options);
    if (submitter !== undefined) submission.follow(submitter);
    const succeed = (result: Result): Result | Promise<Result> => {
      submission.settle();
      return writeBack ? writeBackTo(submitter, result) : result;
    };
    const failed = (error: unknown): unknown => {
      submission.settle();
      const { filename, name } = { ...this.options, ...options };
      return explain(error, String(filename), String(name));
    };
    // Each further promise would cost a hundredth of the round trip on Node 20 and 22.
    if (signal == null && !submission.mayEndEarly) {
      return running.then(succeed, (error: unknown) => {
        throw failed(error);
      });
    }
    return new Promise((resolve, reject) => {
      submission.endEarlyWith(reject);
      if (signal != null) this.#abortWith(signal, submission);
      running.then(
        (result) => resolve(succeed(result)),
        (error: unknown) => reject(failed(error)),
      );
    });
  }

  /** Returns undefined where Piscina has something to say of the options. */
  #entryFor(options: ContextRunOptions): string | undefined {
    if (typeof options !== 'object' || options === null) return undefined;
    const { filename, name, signal, transferList } = options;
    if (signal != null && (typeof signal !== 'object' || isAborted(signal))) return undefined;
    if (transferList !== undefined && !Array.isArray(transferList)) return undefined;
    const { key } = this.#prepared;
    const { filename: ownFile, name: ownName = 'default' } = this.#given;
    if ((filename ?? ownFile) == null) return undefined;
    if (filename == null && name == null) return key;
    const fn = name ?? ownName;
    if (typeof fn !== 'string') return undefined;
    if (filename == null) return entryOf(key, '', fn);
    return isFilename(filename) ? entryOf(key, filename, fn) : undefined;
  }

  #pack(task: Sent, submitter: Context | undefined, options: ContextRunOptions): SentTask {
    if (submitter === undefined) return pack(options.signal == null ? undefined : NOTHING, false);
    // A closed context reaches nobody.
    if (!submitter.closed) submitter.throwIfCancelled();
    const sent = pack(captureTask(submitter), options.writeBack === true);
    const queueOptions = queueOptionsOf(task);
    if (queueOptions !== undefined)
      Object.defineProperty(sent, Piscina.queueOptionsSymbol, { value: queueOptions });
    return sent;
  }

  #submit(
    task: Sent,
    sent: SentTask,
    submission: Submission,
    name: string,
    { transferList }: ContextRunOptions,
  ): Promise<Result> {
    const { queue, key } = this.#prepared;
    const wrapped = wrapMovable(task, (content) => {
      sent[TASK] = content;
      return sent;
    });
    const signal = submission.terminate?.signal;
    // Options cost Piscina a hundredth of the round trip, and most tasks need none.
    const isUsual = name === key && signal === undefined && transferList === undefined;
    const options = isUsual
      ? undefined
      : ({ filename: threadFile(), name, signal, transferList } as RunOptions);
    queue.submitting = submission;
    try {
      // A thread that this makes outlives the context.
      return Context.exit(() => super.run(wrapped as Sent, options));
    } finally {
      queue.submitting = undefined;
    }
  }

  /** Rejects at once, with the error that Piscina has for it: whoever has a signal no longer wants the answer. */
  #abortWith(signal: Signal, submission: Submission): void {
    const abort = async (reason: unknown): Promise<void> => {
      const options = { filename: threadFile(), signal: AbortSignal.abort(reason) };
      try {
        await super.run(undefined as Sent, options);
      } catch (error) {
        submission.abort(error);
      }
    };
    submission.stopWith(onAbort(signal, (reason) => void abort(reason)));
  }
}
