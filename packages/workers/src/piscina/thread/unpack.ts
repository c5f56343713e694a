import type { Snapshot } from '@aiolocals/core/carrier';
import {
  DEADLINE,
  IDENT,
  NUMBER,
  type SentTask,
  SLOT,
  STATE,
  TASK,
  WRITE_BACK,
} from '../internal/task.js';

/** A task as a thread reads it. */
export interface ReceivedTask {
  readonly task: unknown;
  readonly writeBack: boolean;
  /** -1 without a flag. */
  readonly slot: number;
  readonly number: number;
  readonly deadline: number | undefined;
  /** Empty if it has no context to be numbered in. */
  readonly ident: string;
  readonly state: Snapshot;
}

/** Returns undefined for a task without a context. */
export function unpack(sent: SentTask): ReceivedTask | undefined {
  if (sent.length === 1) return undefined;
  const state: [key: string, ...attributes: unknown[]][] = [];
  for (let at = STATE; at < sent.length;) {
    const end = at + 2 + (sent[at + 1] as number);
    const entry: [string, ...unknown[]] = [sent[at] as string];
    for (at += 2; at < end; at++) entry.push(sent[at]);
    state.push(entry);
  }
  return {
    task: sent[TASK],
    writeBack: sent[WRITE_BACK] as boolean,
    slot: sent[SLOT] as number,
    number: sent[NUMBER] as number,
    deadline: sent[DEADLINE] === 0 ? undefined : (sent[DEADLINE] as number),
    ident: sent[IDENT] as string,
    state,
  };
}
