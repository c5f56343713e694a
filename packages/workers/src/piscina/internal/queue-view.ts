import type { TaskQueue } from 'piscina';
import { filePath } from './file-path.js';
import { readFunctionKey } from './function-key.js';
import { type SentTask, TASK } from './sent-task.js';

export type QueuedTask = Parameters<TaskQueue['push']>[0];

/** What Piscina's tasks hold, beyond their types. */
interface PiscinaTask extends QueuedTask {
  readonly filename: string;
  readonly name: string;
  readonly task: unknown;
}

/** The file and the function that a pool runs by default. */
export interface OwnFunction {
  readonly filename: string | undefined;
  readonly name: string;
}

const ORIGINAL: unique symbol = Symbol('aiolocals.original');
const VIEW: unique symbol = Symbol('aiolocals.view');

type Viewed = QueuedTask & { [VIEW]?: QueuedTask };
type View = QueuedTask & { readonly [ORIGINAL]?: QueuedTask };

/** Returns the file and the function that the key of a task names. */
export function namesOf(
  key: string,
  own: OwnFunction,
): { readonly filename: string; readonly name: string } {
  const [, filename = own.filename, name = own.name] = readFunctionKey(key);
  // A task without a file is refused before it gets here.
  return { filename: filePath(String(filename)), name };
}

/**
 * Returns the task as the user's queue would see it in Piscina: with the task that was submitted, its file and its
 * function in place of what is sent to the thread. Always the same object for the same task.
 */
export function viewOf(queued: QueuedTask, own: OwnFunction): QueuedTask {
  const { name, task } = queued as PiscinaTask;
  return ((queued as Viewed)[VIEW] ??= Object.create(
    queued,
    Object.getOwnPropertyDescriptors({
      ...namesOf(name, own),
      task: (task as SentTask)[TASK],
      [ORIGINAL]: queued,
    }),
  ) as QueuedTask);
}

/** Returns the task of which `viewOf` returned the view. */
export function originalOf(view: QueuedTask): QueuedTask {
  return (view as View)[ORIGINAL] ?? view;
}
