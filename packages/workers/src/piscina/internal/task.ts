import type { Changes, Snapshot } from '@aiolocals/core/carrier';
import type { Carrier } from '../../internal/carrier.js';

/** Where a sent task has what. */
export const TASK = 0;
export const SLOT = 1;
export const NUMBER = 2;
const WRITE_BACK = 3;
const DEADLINE = 4;
const IDENT = 5;
const STATE = 6;

/**
 * What a thread of a `ContextPool` is sent: one flat list, because each object in it would cost a twentieth of the
 * round trip. The task and its flag, whether changes are to come back, the deadline, the ident; then for each Local its
 * key, how many attributes follow, and their names and values in turn.
 */
export type SentTask = unknown[];

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

/** What comes back if changes were asked for. */
export interface ResultWithChanges {
  readonly result: unknown;
  readonly changes: Changes;
}

/** Without a carrier the thread runs the task from nothing. */
export function pack(carrier: Carrier | undefined, writeBack: boolean): SentTask {
  if (carrier === undefined) return [undefined];
  const { ident = '', deadline = 0, state = [] } = carrier;
  const sent: SentTask = [undefined, -1, 0, writeBack, deadline, ident];
  for (const entry of state) {
    sent.push(entry[0], entry.length - 1);
    for (let at = 1; at < entry.length; at++) sent.push(entry[at]);
  }
  return sent;
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
