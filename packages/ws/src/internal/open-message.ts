import { openContext, request } from '@aiolocals/core';
import type { Connection } from './connection.js';
import { Delivery } from './delivery.js';
import { messageId } from './message-id.js';

/**
 * Opens the context of a message: it starts with the state of its connection, and keeps to itself what is set in it.
 *
 * @param args - The message, as the emitter has it for its listeners.
 */
export function openMessage(connection: Connection, args: unknown[]): Delivery {
  const { context: parent, policy } = connection;
  const { id, timeout } = policy.message;
  const ident = id === undefined ? undefined : parent.enter(messageId, id, policy, args);
  const opened = openContext({
    parent,
    name: 'message',
    ...(ident !== undefined && { ident }),
    ...(timeout !== undefined && { timeout }),
  });
  const { context } = opened;
  context.enter(() => {
    request.id = context.ident;
  });
  return new Delivery(opened);
}
