import { expected } from './expect.js';
import { State } from './state.js';

/** Throws unless `context` is a Context. */
export function expectContext(name: string, context: unknown): void {
  if (!(context instanceof State)) throw expected(name, 'a Context', context);
}
