import { types } from 'node:util';
import { promiseThen } from '../../internal/storage/native-promise.js';
import type { RequestSummary } from '../request-summary.js';
import { textOf } from './call-option.js';

type OnClose = (summary: RequestSummary) => unknown;

const warned = new WeakSet<OnClose>();
const warnedOfRejection = new WeakSet<OnClose>();

/**
 * Calls `onClose`. The caller handles what it throws. Warns if it returns a promise, because nothing waits for that.
 */
export function callOnClose(onClose: OnClose, summary: RequestSummary): void {
  const result = onClose(summary);
  if (!types.isPromise(result)) return;
  void promiseThen.call(result, undefined, (error: unknown) => {
    warnOnce(warnedOfRejection, onClose, `rejected with ${textOf(error)}`);
  });
  warnOnce(warned, onClose, 'returned a promise');
}

function warnOnce(alreadyWarned: WeakSet<OnClose>, onClose: OnClose, did: string): void {
  if (alreadyWarned.has(onClose)) return;
  alreadyWarned.add(onClose);
  process.emitWarning(
    `\`onClose\` ${did}, but nothing waits for it: the context of the request closes at once. Return nothing, start ` +
      'what takes time with `wrapAsync`, and handle its failure there. Reported once',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_REQUEST_OPTION' },
  );
}
