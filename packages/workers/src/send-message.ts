import type { BroadcastChannel, MessagePort, TransferListItem, Worker } from 'node:worker_threads';
import { expected } from '@aiolocals/core/options';
import { capture } from './internal/carrier/carrier.js';
import { seal } from './internal/carrier/envelope.js';

/** Anything that messages can be sent to. `parentPort` is a `MessagePort`. */
export type MessageTarget = Worker | MessagePort | BroadcastChannel;

/**
 * Sends a message together with the current context. A listener added with `onMessage` receives it in a context that
 * starts from that state.
 *
 * @param target - Receives the message.
 * @param message - Anything that `postMessage` accepts.
 * @param transferList - What to transfer, as with `postMessage`. A `BroadcastChannel` transfers nothing.
 * @throws {@link UncloneableError} if an attribute cannot be cloned.
 * @throws TypeError if `target` cannot be sent messages.
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
