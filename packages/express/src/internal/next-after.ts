import type { Frame } from '@aiolocals/core/carrier';
import type { ExpressRequest, Next } from './express-shapes.js';
import { prepareReached } from './prepare-express.js';
import { visit } from './reenter-layers.js';

/** Calls the `next` of the middleware when the `setup` of a request is finished, or with the reason if that failed. */
export function nextAfter(
  setup: Promise<void>,
  frame: Frame,
  request: ExpressRequest,
  next: Next,
): void {
  setup.then(
    () => visit(frame, request, prepareReached, next),
    (error: unknown) => {
      // Express takes anything falsy for no error.
      const reason = error || new Error(`\`setup\` rejected with ${String(error)}`);
      visit(frame, request, prepareReached, next, reason);
    },
  );
}
