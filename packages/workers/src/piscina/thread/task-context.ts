import type { Context } from '@aiolocals/core';
import { contextFromThread, type ThreadOptions } from '@aiolocals/core/carrier';
import type { Slots } from '../internal/flag-memory.js';
import {
  DEADLINE,
  IDENT,
  NO_SLOT,
  NUMBER,
  type SentTask,
  SLOT,
  STATE,
} from '../internal/sent-task.js';
import { FlagSignal } from './flag-signal.js';

/** Returns a new context for a task, with the state, the deadline and the cancellation of its submitter. */
export function taskContext(sent: SentTask, slots: Slots): Context {
  const slot = sent[SLOT] as number;
  const deadline = sent[DEADLINE] as number | undefined;
  const signal =
    slot === NO_SLOT ? undefined : new FlagSignal(slots, slot, sent[NUMBER] as number, deadline);
  // With `undefined` in place of absent options, because spreading objects takes microseconds on Node 20.
  const context = contextFromThread(sent.slice(STATE), {
    ident: sent[IDENT] === '' ? undefined : sent[IDENT],
    signal,
    timeout: deadline === undefined ? undefined : Math.max(deadline - Date.now(), 0),
  } as unknown as ThreadOptions);
  if (signal !== undefined) signal.context = context;
  return context;
}
