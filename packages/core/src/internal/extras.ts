import type { Context } from '../context.js';
import type { Recorder } from './recorder.js';

export type CloseListener = (context: Context) => void;

/** What few contexts have: the rest need no room for it. */
export class Extras {
  name: string | undefined;
  recorder: Recorder | undefined;
  controller: AbortController | undefined;
  closeListeners: CloseListener[] | undefined;
}
