import { expected } from './expect.js';
import { isContext } from './context.js';

/** Throws unless `context` is a Context. */
export function expectContext(name: string, context: unknown): void {
  if (!isContext(context)) throw expected(name, 'a Context', context);
}
