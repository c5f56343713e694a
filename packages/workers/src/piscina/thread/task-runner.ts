import { types } from 'node:util';
import { getEnvironmentData } from 'node:worker_threads';
import { filePath } from '../internal/file-path.js';
import { readFunctionKey } from '../internal/function-key.js';
import type { PoolData } from '../internal/pool-data.js';
import { NAME, type SentTask, TASK, WRITE_BACK } from '../internal/sent-task.js';
import { type Handler, type Loaders, loadHandler } from './load-handler.js';
import { runRecorded } from './run-recorded.js';
import { taskContext } from './task-context.js';
import { toThrow } from './to-throw.js';

/**
 * Returns the function that runs a function of a worker file, for each task in a context of its own.
 */
export async function taskRunner(
  functionKey: string,
  loaders: Loaders,
): Promise<(sent: SentTask) => unknown> {
  const [key, filename, name] = readFunctionKey(functionKey);
  const pool = getEnvironmentData(key) as unknown as PoolData;
  const path = filePath(filename ?? (pool.filename as string));
  /** By the names that are sent. */
  const handlers = new Map<string, Handler>();
  const find = async (sentName: string): Promise<Handler> => {
    const handler = await loadHandler(path, sentName || (name ?? pool.name), loaders);
    handlers.set(sentName, handler);
    return handler;
  };
  // The file of the pool is loaded while the thread starts. If that fails, the thread lives on.
  if (filename === undefined) await find('').catch(() => {});
  // The submitter of a task learns why the file cannot be loaded; Piscina would only report that there is no such
  // function. Each task tries again, as in Piscina.
  const findAndRun = async (sent: SentTask): Promise<unknown> =>
    runTask(await find(sent[NAME] as string).catch(rethrow), sent, pool);
  return (sent) => {
    const handler = handlers.get(sent[NAME] as string);
    return handler === undefined ? findAndRun(sent) : runTask(handler, sent, pool);
  };
}

function runTask(handler: Handler, sent: SentTask, { slots }: PoolData): unknown {
  const context = taskContext(sent, slots);
  const task = sent[TASK];
  try {
    const result =
      sent.length > WRITE_BACK && sent[WRITE_BACK] === true
        ? runRecorded(context, handler, task)
        : context.run(handler, task);
    // Most results are no promise. To ask Node whether a value is one takes longer.
    if (typeof (result as PromiseLike<unknown> | null | undefined)?.then !== 'function')
      return result;
    return types.isPromise(result)
      ? result.then(undefined, rethrow)
      : Promise.resolve(result as PromiseLike<unknown>).catch(rethrow);
  } catch (error) {
    throw toThrow(error);
  }
}

function rethrow(error: unknown): never {
  throw toThrow(error);
}
