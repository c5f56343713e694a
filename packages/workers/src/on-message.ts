import type { BroadcastChannel, MessagePort } from 'node:worker_threads';
import { Context } from '@aiolocals/core';
import { currentFrame } from '@aiolocals/core/carrier';
import { expected, expectFunction, optionsChecker } from '@aiolocals/core/options';
import { open } from './internal/carrier/envelope.js';
import { restoreChecks } from './internal/carrier/restore-options.js';
import { contextOf, runIn } from './internal/carrier/run-in-carrier.js';
import type { RestoreContextOptions } from './restore-context.js';
import type { MessageTarget } from './send-message.js';

/** Anything that messages come from. */
export type MessageSource = MessageTarget;

const checkOptions = optionsChecker('onMessage', restoreChecks);

/**
 * Calls `listener` for each message. A message sent with `sendMessage` is handled in a context that starts from the
 * sender's state and closes when the listener is done. Any other message is passed on unchanged, in the context that
 * `onMessage` was called in.
 *
 * A message whose carrier is damaged or of a later version is not passed on. A process warning says so once, with the
 * code `AIOLOCALS_MESSAGE_REFUSED`. With `onRefusal: 'run-outside-context'`, the listener is called outside any context.
 *
 * @param source - Where the messages come from.
 * @param listener - Receives each message.
 * @param options - What to do with a carrier that cannot be restored, and which state may arrive.
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
  options: RestoreContextOptions = {},
): () => void {
  expectFunction('listener', listener);
  checkOptions(options);
  // Our own context only: other storages stay as they are when the message comes.
  const plain =
    currentFrame()?.bind(listener) ?? ((message: unknown) => Context.exit(listener, message));
  const warnRefused = warnFirst();
  const receive = (message: unknown): void => {
    const opened = open(message);
    if (opened === undefined) {
      plain(message);
      return;
    }
    let context: Context | undefined;
    try {
      context = contextOf(opened.carrier, options);
    } catch (error) {
      // Thrown to the emitter of the message, it would end the process.
      warnRefused((error as Error).message);
      return;
    }
    runIn(context, listener, opened.content);
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

/** Returns a function that warns of the first message that is refused. */
function warnFirst(): (why: string) => void {
  let hasWarned = false;
  return (why) => {
    if (hasWarned) return;
    hasWarned = true;
    process.emitWarning(
      `Did not pass on a message to its listener, nor will any other like it be passed on: ${why}; to receive them ` +
        "outside any context, give `onMessage` the option `onRefusal: 'run-outside-context'`",
      { type: 'AiolocalsWarning', code: 'AIOLOCALS_MESSAGE_REFUSED' },
    );
  };
}
