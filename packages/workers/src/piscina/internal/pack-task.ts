import type { Context } from '@aiolocals/core';
import { nextIdent } from '@aiolocals/core/carrier';
import { Piscina } from 'piscina';
import { deadlineOf } from '../../internal/carrier/carrier.js';
import { warnLeftBehindIfAsked } from '../../internal/warn-left-behind.js';
import { wrapMovable } from './movable.js';
import { packState } from './pack-state.js';
import { IDENT, NO_SLOT, type SentTask, TASK } from './sent-task.js';

/**
 * Returns what a thread is sent for a task of the submitting context. The task itself comes in with
 * `fillTask`, its flag with the submission.
 *
 * @throws UncloneableError if an attribute cannot be cloned, or the reason if the context is cancelled.
 */
export function packTask(
  submitter: Context | undefined,
  name: string,
  writeBack: boolean,
): SentTask {
  const sent: SentTask = [undefined, NO_SLOT, 0, '', undefined, undefined, '', name];
  // Outside any context there is nothing to send: the task starts with empty state.
  if (submitter === undefined) return sent;
  // The cancellation of a closed context no longer applies to new work.
  if (!submitter.closed) submitter.throwIfCancelled();
  warnLeftBehindIfAsked(submitter);
  packState(submitter, sent);
  sent[IDENT] = nextIdent(submitter);
  const deadline = deadlineOf(submitter);
  if (writeBack || deadline !== undefined) sent.push(writeBack, deadline);
  return sent;
}

/** Puts the task itself in, and returns what is given to Piscina. */
export function fillTask(sent: SentTask, task: unknown): object {
  if (typeof task !== 'object' || task === null) {
    sent[TASK] = task;
    return sent;
  }
  return wrapMovable(task, (content) => {
    sent[TASK] = content;
    const options = queueOptionsOf(content);
    if (options !== undefined) Object.assign(sent, { [Piscina.queueOptionsSymbol]: options });
    return sent;
  });
}

/** Returns what a task holds for the task queue and the load balancer of the pool's options. */
function queueOptionsOf(task: unknown): unknown {
  return typeof task === 'object' && task !== null
    ? (task as Record<symbol, unknown>)[Piscina.queueOptionsSymbol]
    : undefined;
}
