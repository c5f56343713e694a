import type { BroadcastChannel, MessagePort } from 'node:worker_threads';
import { bind } from '@aiolocals/core';
import { expected, expectFunction } from '@aiolocals/core/options';
import { carrierOf, isEnvelope } from './internal/carrier/envelope.js';
import { expectOnRefusal } from './internal/carrier/on-refusal.js';
import { runInCarrier } from './internal/carrier/run-in-carrier.js';
import type { RestoreContextOptions } from './restore-context.js';
import type { MessageTarget } from './send-message.js';

/** Anything that messages come from. */
export type MessageSource = MessageTarget;

/**
 * Calls `listener` for each message. A message sent with `sendMessage` is handled in a context that starts from the
 * sender's state and closes when the listener is done. Any other message is passed on unchanged, in the context that
 * `onMessage` was called in.
 *
 * @param source - Where the messages come from.
 * @param listener - Receives each message.
 * @param options - What to do with a carrier that cannot be restored.
 * @returns A function that removes the listener.
 * @throws TypeError if an argument is invalid.
 *
 * @example
 * ```ts
 * import { MessageChannel } from 'node:worker_threads';
 * import { request } from '@aiolocals/core';
 * import { onMessage } from '@aiolocals/workers';
 *
 * const { port1 } = new MessageChannel();
 * onMessage(port1, (message) => console.log(request.id, message));
 * ```
 */
export function onMessage(
  source: MessageSource,
  listener: (message: unknown) => void,
  options?: RestoreContextOptions,
): () => void {
  expectFunction('listener', listener);
  const onRefusal = expectOnRefusal(options);
  const plain = bind(listener);
  const receive = (message: unknown): void => {
    if (isEnvelope(message)) runInCarrier(carrierOf(message), onRefusal, listener, message.content);
    else plain(message);
  };
  if (isEmitter(source)) {
    source.on('message', receive);
    return () => source.off('message', receive);
  }
  if (typeof (source as Partial<BroadcastChannel> | null)?.postMessage !== 'function') {
    throw expected('source', 'a Worker, a MessagePort or a BroadcastChannel', source);
  }
  const onEvent = (event: unknown): void => receive((event as { data: unknown }).data);
  const target = source as unknown as EventTarget;
  target.addEventListener('message', onEvent);
  return () => target.removeEventListener('message', onEvent);
}

function isEmitter(source: unknown): source is MessagePort {
  return typeof (source as Partial<MessagePort> | null)?.on === 'function';
}
