import type { Context } from '@aiolocals/core';
import { contextFromThread, type ThreadOptions } from '@aiolocals/core/carrier';
import type { CancelFlag } from '../internal/cancel-flags.js';
import type { Slots } from '../internal/flag-memory.js';
import { DEADLINE, IDENT, NO_SLOT, NUMBER, type SentTask, SLOT } from '../internal/sent-task.js';
import { FlagSignal } from './flag-signal.js';
import { readState } from './read-state.js';

/** Returns a new context for a task, with the state, the deadline and the cancellation of its submitter. */
export function taskContext(sent: SentTask, slots: Slots): Context {
  const place = sent[SLOT] as CancelFlag['place'];
  const number = sent[NUMBER] as number;
  const deadline = sent.length > DEADLINE ? (sent[DEADLINE] as number | undefined) : undefined;
  let signal: FlagSignal | undefined;
  if (typeof place !== 'number') signal = new FlagSignal(place, 0, number, deadline);
  else if (place !== NO_SLOT) signal = new FlagSignal(slots, place, number, deadline);
  // With `undefined` in place of absent options, because spreading objects takes microseconds on Node 20.
  const context = contextFromThread(readState(sent), {
    ident: sent[IDENT] === '' ? undefined : sent[IDENT],
    signal,
    timeout: deadline === undefined ? undefined : Math.max(deadline - Date.now(), 0),
  } as unknown as ThreadOptions);
  if (signal !== undefined) signal.context = context;
  return context;
}
