import { threadState, type Snapshot, type ThreadState } from '@aiolocals/core/carrier';
import type { PackedState } from '../internal/pack-state.js';

/** A shorter text takes less time to read again than to look up. */
const SHORTEST = 256;
/**
 * How many characters of texts are remembered in all. What is made of a text takes three to six bytes a character, and up
 * to 32 if it assigns one of a thousand attributes.
 */
const MOST = 65_536;

/** The text that was read last, and what was read. */
let lastText = '';
let last: Snapshot | ThreadState = [];
/** Other texts, those used longest ago first. */
const remembered = new Map<string, ThreadState>();
let size = 0;

/**
 * Returns the state that `packState` packed. A text is read once for all tasks that come with it: it holds no object, which
 * one of them could change for the next.
 */
export function readState(packed: PackedState): Snapshot | ThreadState {
  if (typeof packed !== 'string') return packed;
  if (packed === lastText) return last;
  last = packed.length < SHORTEST ? parse(packed) : recall(packed);
  lastText = packed;
  return last;
}

function recall(text: string): ThreadState {
  const known = remembered.get(text);
  if (known === undefined) size += text.length;
  else remembered.delete(text);
  const state = known ?? parse(text);
  remembered.set(text, state);
  for (const oldest of remembered.keys()) {
    if (size <= MOST) break;
    remembered.delete(oldest);
    size -= oldest.length;
  }
  return state;
}

function parse(text: string): ThreadState {
  return threadState(text === '' ? [] : (JSON.parse(text) as Snapshot));
}
