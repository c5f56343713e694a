import { randomBytes } from 'node:crypto';
import { openContext, type OpenContext, request } from '@aiolocals/core';

/**
 * Opens the context of a message. It starts with empty state, but for its id and the name of its pattern.
 *
 * @param inbound - The id that the message brought and that is honoured.
 */
export function openMessage(name: string, inbound: string | undefined): OpenContext {
  const id = inbound ?? `MSG${randomBytes(10).toString('hex')}`;
  const opened = openContext({ parent: null, ident: id, name });
  opened.context.enter(() => {
    request.id = id;
    request.path = name;
  });
  return opened;
}
