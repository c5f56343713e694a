import type { Context } from '../../types/context.js';
import type { Recorder } from '../state/change-recorder.js';
import type { Frame } from '../state/frame.js';
import type { CloseListener } from './close-listeners.js';

/** What only few contexts have. Kept apart so that the other contexts need no room for it. */
export class RareState {
  name: string | undefined;
  recorder: Recorder | undefined;
  controller: AbortController | undefined;
  closeListeners: CloseListener[] | undefined;
  /** Set if this is no context of its own, but a frame of another one. */
  frame: Frame | undefined;
  /** They close with the context. */
  forks: Set<Context> | undefined;
}
