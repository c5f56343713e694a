import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { getEnvironmentData } from 'node:worker_threads';
import { Context } from '@aiolocals/core';
import {
  changesOf,
  contextFrom,
  recordChanges,
  type RestoreOptions,
} from '@aiolocals/core/carrier';
import { type PoolData, readEntry } from '../internal/function-key.js';

import { wrapMovable } from '../internal/movable.js';
import {
  DEADLINE,
  type FailureWithChanges,
  IDENT,
  localsOf,
  NUMBER,
  type ResultWithChanges,
  type SentTask,
  SLOT,
  STATE,
  TASK,
  WRITE_BACK,
} from '../internal/sent-task.js';
import { fileOf } from '../internal/thread-file.js';
import { FlagSignal } from './flag-signal.js';

type Handler = (task: unknown) => unknown;
type Slots = PoolData['slots'];

/** Makes the function that runs one of a worker's file in the context of each task. */
export async function taskOf(entry: string): Promise<(sent: SentTask) => unknown> {
  const [key, filename, name] = readEntry(entry);
  const pool = getEnvironmentData(key) as unknown as PoolData;
  const find = async (): Promise<Handler> =>
    load(fileOf(filename ?? (pool.filename as string)), name ?? pool.name);
  // The pool's own file is loaded while the thread starts. The thread outlives it if that fails.
  let handler = filename === undefined ? await find().catch(() => undefined) : undefined;
  // Whoever submits a task is told why it cannot run; Piscina would say that there is no such function. Like Piscina,
  // each task tries again.
  const findAndRun = async (sent: SentTask): Promise<unknown> => {
    handler = await find();
    return runTask(handler, sent, pool.slots);
  };
  return (sent) => (handler === undefined ? findAndRun(sent) : runTask(handler, sent, pool.slots));
}

/** As Piscina does: what `require` makes of the file, or else what `import` does. */
async function load(filename: string, name: string): Promise<Handler> {
  let exported: unknown;
  try {
    exported = await pick(createRequire(filename)(filename), name);
  } catch {}
  if (typeof exported !== 'function')
    exported = await pick(await import(pathToFileURL(filename).href), name);
  if (typeof exported === 'function') return exported as Handler;
  throw new TypeError(
    `Expected \`${filename}\` to export a function as \`${name}\`, got ${typeof exported}`,
  );
}

async function pick(exported: unknown, name: string): Promise<unknown> {
  return typeof exported === 'function'
    ? exported
    : await (exported as Record<string, unknown>)[name];
}

function runTask(handler: Handler, sent: SentTask, slots: Slots): unknown {
  const task = sent[TASK];
  if (sent.length === 1) return Context.exit(handler, task);
  const context = contextOf(sent, slots);
  return sent[WRITE_BACK] === true
    ? runRecorded(context, handler, task)
    : context.run(handler, task);
}

function contextOf(sent: SentTask, slots: Slots): Context {
  const slot = sent[SLOT] as number;
  const deadline = sent[DEADLINE] as number | undefined;
  const signal =
    slot === -1 ? undefined : new FlagSignal(slots, slot, sent[NUMBER] as number, deadline);
  // Every object that is spread costs microseconds on Node 20: undefined is left out by whoever reads it.
  const context = contextFrom(sent.slice(STATE), {
    ident: sent[IDENT] === '' ? undefined : sent[IDENT],
    signal,
    timeout: deadline === undefined ? undefined : Math.max(deadline - Date.now(), 0),
  } as unknown as RestoreOptions);
  if (signal !== undefined) signal.context = context;
  return context;
}

async function runRecorded(context: Context, handler: Handler, task: unknown): Promise<unknown> {
  recordChanges(context);
  let result: unknown;
  try {
    result = await context.run(async () => await handler(task));
  } catch (error) {
    const dropped = localsOf(changesOf(context));
    if (dropped.length === 0) throw error;
    return { error, dropped } satisfies FailureWithChanges;
  }
  const wrap = (content: unknown): ResultWithChanges => ({
    result: content,
    changes: changesOf(context),
  });
  return wrapMovable(result, wrap);
}
