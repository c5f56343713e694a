import type { EventEmitter } from 'node:events';
import type { Context } from '../../../types/context.js';
import { promiseThen } from '../../../internal/storage/native-promise.js';
import type { RequestPolicy } from '../../request-policy.js';
import { setupOf } from '../../setup-of.js';
import { frameFor } from '../frame-for.js';
import { textOf } from '../call-option.js';
import { storage } from '../exchange.js';
import { answerWith500 } from './answer.js';
import { type Emission, emitPlainly } from './emission.js';

const warned = new WeakSet<RequestPolicy>();
const ignore = (): void => {};

/** Calls the listeners once a `setup` that returned a promise is done. If it fails, they are not called. */
export function emitAfterSetup(
  emission: Emission,
  policy: RequestPolicy,
  context: Context,
  setup: Promise<void>,
): boolean {
  const stopHearing = hearErrors(emission);
  void promiseThen.call(
    setup,
    () => {
      const frame = frameFor(context);
      // What a listener throws is then an uncaught exception, as without a `setup`, and not an unhandled rejection.
      storage.run(frame, process.nextTick, () => {
        stopHearing();
        emitPlainly(emission);
      });
    },
    (error: unknown) => {
      refuse(emission, policy, error, context);
    },
  );
  // There are listeners: the caller has checked.
  return true;
}

/** Answers a request whose `setup` failed with 500, and warns once. No listener can answer it: none was called. */
export function refuse(
  emission: Emission,
  policy: RequestPolicy,
  error: unknown,
  context: Context,
): boolean {
  hearErrors(emission);
  // Another `setup` of the same request may fail as well.
  const others = setupOf(context);
  if (others !== undefined) void promiseThen.call(others, undefined, ignore);
  warn(policy, error);
  answerWith500(emission.values);
  return true;
}

/**
 * Listens to errors of the connection or stream, to which nothing else listens yet: without a listener they would
 * throw.
 */
function hearErrors({ event, values }: Emission): () => void {
  const emitters = values
    .slice(0, event === 'stream' ? 1 : 2)
    .filter((value): value is EventEmitter => typeof (value as EventEmitter).on === 'function');
  for (const emitter of emitters) emitter.on('error', ignore);
  return () => {
    for (const emitter of emitters) emitter.removeListener('error', ignore);
  };
}

function warn(policy: RequestPolicy, error: unknown): void {
  if (warned.has(policy)) return;
  warned.add(policy);
  process.emitWarning(
    `\`setup\` of \`${policy.owner}\` failed with ${textOf(error)}: the request is answered with 500, because no ` +
      'handler has seen it. Handle the failure in `setup`, or give `setup` to a middleware whose framework answers ' +
      'errors. Reported once',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_REQUEST_OPTION' },
  );
}
