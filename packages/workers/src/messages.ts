import type { BroadcastChannel, MessagePort, TransferListItem, Worker } from 'node:worker_threads';
import { bind } from '@aiolocals/core';
import { capture } from './internal/carrier/carrier.js';
import { carrierOf, isEnvelope, seal } from './internal/carrier/envelope.js';
import { expected, expectFunction, expectOnRefusal } from './internal/expect.js';
import { runIn } from './internal/carrier/open-carrier.js';
import type { RestoreContextOptions } from './restore-context.js';

/** What messages are sent to. `parentPort` is a MessagePort. */
export type MessageTarget = Worker | MessagePort | BroadcastChannel;

/** What messages come from. */
export type MessageSource = MessageTarget;

/**
 * Sends a message with the current context, for a listener that `onMessage` added.
 *
 * @param transferList - What to transfer, as with `postMessage`. A BroadcastChannel cannot.
 * @throws {@link UncloneableError} if an attribute cannot be cloned.
 * @throws TypeError if `target` is nothing that messages are sent to.
 *
 * @example
 * ```ts
 * import { parentPort } from 'node:worker_threads';
 * import { sendMessage } from '@aiolocals/workers';
 *
 * if (parentPort) sendMessage(parentPort, { progress: 0.5 });
 * ```
 */
export function sendMessage(
  target: MessageTarget,
  message: unknown,
  transferList?: readonly TransferListItem[],
): void {
  if (typeof (target as Partial<MessagePort> | null)?.postMessage !== 'function') {
    throw expected('target', 'a Worker, a MessagePort or a BroadcastChannel', target);
  }
  const envelope = seal(message, capture);
  if (transferList === undefined) target.postMessage(envelope);
  else (target as MessagePort).postMessage(envelope, transferList);
}

/**
 * Calls `listener` for each message, in a context that starts from the sender's state if `sendMessage` sent it. It is
 * open until the listener is done. Any other message is passed on as it is, in the context of this call.
 *
 * @returns A function that removes the listener.
 * @throws TypeError if an argument is not what it should be.
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
    if (isEnvelope(message)) runIn(carrierOf(message), onRefusal, listener, message.content);
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
