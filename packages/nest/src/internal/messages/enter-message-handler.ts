import type { OpenContext } from '@aiolocals/core';
import type { ModulePolicy } from '../module-policy.js';
import { arriving } from '../units/arriving.js';
import { inboundId } from '../units/inbound-id.js';
import { patternName } from '../units/pattern-name.js';
import { runUnit } from '../units/run-unit.js';
import { openArrived, openMessage } from './open-message.js';

/** What Nest registers for a pattern. Further handlers of an event hang on the first one. */
export interface MessageHandler {
  (...args: unknown[]): unknown;
  next?: MessageHandler;
}

const originals = new WeakMap<MessageHandler, MessageHandler>();

/** Makes a handler that opens a context for each message, which closes when the result is complete. */
export function enterMessageHandler(
  handler: MessageHandler,
  pattern: unknown,
  policy: ModulePolicy,
): MessageHandler {
  const name = patternName(pattern);
  const { messageId, messageCarrier, validate } = policy;
  const open = (data: unknown, context: unknown): OpenContext => {
    const id = inboundId('messageId', messageId, validate, data, context);
    const unit = { name, prefix: 'MSG', id } as const;
    const arrived = arriving('messageCarrier', messageCarrier, policy, unit, data, context);
    return arrived === undefined ? openMessage(name, id) : openArrived(arrived);
  };
  const entered: MessageHandler = function (this: unknown, ...args: unknown[]) {
    return runUnit(open(args[0], args[1]), (): unknown => Reflect.apply(handler, this, args));
  };
  Object.setPrototypeOf(entered, handler);
  originals.set(entered, handler);
  chainTo(entered, handler);
  return entered;
}

/**
 * Nest's handler of an event calls its own `next`, while the server appends to the handler that it was given. All handlers
 * of a message run in one context, which the first one opened.
 */
function chainTo(entered: MessageHandler, handler: MessageHandler): void {
  let next: MessageHandler | undefined;
  Object.defineProperty(entered, 'next', {
    get: () => next,
    // The server sets it only on the handler that it was given, so it is set here too.
    set(value: MessageHandler) {
      next = value;
      handler.next = originals.get(value) as MessageHandler;
    },
    enumerable: true,
    configurable: true,
  });
}
