import { type Context, openContext, type OpenContext, request } from '@aiolocals/core';
import { newId } from '../units/arriving.js';

/**
 * Opens the context of a message. It starts with empty state, but for its id and the name of its pattern.
 *
 * @param inbound - The id that the message brought and that is honoured.
 */
export function openMessage(name: string, inbound: string | undefined): OpenContext {
  const id = inbound ?? newId('MSG');
  const opened = openContext({ parent: null, ident: id, name });
  opened.context.enter(() => {
    request.id = id;
    request.path = name;
  });
  return opened;
}

/** Opens a context that a carrier brought, until it is closed. */
export function openArrived(context: Context): OpenContext {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  void context.run(() => ended);
  return {
    context,
    close(outcome) {
      if (outcome?.error !== undefined && !context.closed) context.cancel(outcome.error);
      end();
    },
  };
}
