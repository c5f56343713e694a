import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ContextMiddleware, contextMiddleware } from '@aiolocals/example-framework';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Makes a server that calls the handlers behind the middleware: what an app of the framework does. */
export function serve(
  handlers: readonly Handler[],
  chain: readonly ContextMiddleware[] = [contextMiddleware()],
): Server {
  return createServer((request, response) => {
    const callAt = (index: number): void => {
      const middleware = chain[index];
      if (middleware === undefined) for (const handler of handlers) handler(request, response);
      else middleware(request, response, () => callAt(index + 1));
    };
    callAt(0);
  });
}
