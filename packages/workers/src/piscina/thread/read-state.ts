import type { Snapshot } from '@aiolocals/core/carrier';
import type { PackedState } from '../internal/pack-state.js';
import {
  REQUEST_KEY,
  REQUEST_ID,
  REQUEST_PATH,
  type SentTask,
  STATE,
} from '../internal/sent-task.js';

/** A shorter text takes less time to read again than to look up. */
const SHORTEST = 256;
/**
 * How many characters of texts are remembered in all. What was parsed from them takes at most eight bytes a character.
 */
const MOST = 65_536;

/** The text that was read last, and what was read. */
let lastText = '';
let last: Snapshot = [];
/** Other texts, those used longest ago first. */
const remembered = new Map<string, Snapshot>();
let size = 0;

/** Returns the snapshot that `packState` packed. It holds no object that the next task with the same state could see. */
export function readState(sent: SentTask): Snapshot {
  const rest = readRest(sent[STATE] as PackedState);
  const request = readRequest(sent[REQUEST_ID], sent[REQUEST_PATH]);
  if (request === undefined) return rest;
  return rest.length === 0 ? request : [...request, ...rest];
}

function readRequest(id: unknown, path: unknown): Snapshot | undefined {
  if (path === undefined) return id === undefined ? undefined : [REQUEST_KEY, 2, 'id', id];
  return id === undefined
    ? [REQUEST_KEY, 2, 'path', path]
    : [REQUEST_KEY, 4, 'id', id, 'path', path];
}

function readRest(packed: PackedState): Snapshot {
  if (typeof packed !== 'string') return packed;
  if (packed === lastText) return last;
  last = packed.length < SHORTEST ? parse(packed) : recall(packed);
  lastText = packed;
  return last;
}

function recall(text: string): Snapshot {
  const known = remembered.get(text);
  if (known === undefined) size += text.length;
  else remembered.delete(text);
  const snapshot = known ?? parse(text);
  remembered.set(text, snapshot);
  for (const oldest of remembered.keys()) {
    if (size <= MOST) break;
    remembered.delete(oldest);
    size -= oldest.length;
  }
  return snapshot;
}

function parse(text: string): Snapshot {
  return text === '' ? [] : (JSON.parse(text) as Snapshot);
}
