import type { Context } from '@aiolocals/core';
import { contextFromThread, type ThreadOptions, type ThreadRequest } from '@aiolocals/core/carrier';
import type { CancelFlag } from '../internal/cancel-flags.js';
import type { Slots } from '../internal/flag-memory.js';
import type { PackedState } from '../internal/pack-state.js';
import {
  DEADLINE,
  IDENT,
  NO_SLOT,
  NUMBER,
  REQUEST_ID,
  REQUEST_PATH,
  type SentTask,
  SLOT,
  STATE,
} from '../internal/sent-task.js';
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
  const options = {
    ident: sent[IDENT] === '' ? undefined : sent[IDENT],
    signal,
    timeout: deadline === undefined ? undefined : Math.max(deadline - Date.now(), 0),
  } as unknown as ThreadOptions;
  const state = readState(sent[STATE] as PackedState);
  const request = { id: sent[REQUEST_ID], path: sent[REQUEST_PATH] } as ThreadRequest;
  const context = contextFromThread(state, options, request);
  if (signal !== undefined) signal.context = context;
  return context;
}
