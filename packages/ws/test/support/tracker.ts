import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingMessage } from 'node:http';
import { Context, Local, request } from '@aiolocals/core';

/** What gives connections their context: this package, or the usual approach. */
export interface Tracker {
  readonly name: string;
  readonly currentId: () => string | undefined;
  /** Calls the handler of a connection. */
  readonly enter: (req: IncomingMessage, handler: () => void) => void;
  /** The number of the message that is handled, which only its own code may see. */
  readonly noted: { number: number } | undefined;
}

const message = new Local<{ number: number }>({ number: -1 });

export const ours: Tracker = {
  name: 'this package',
  currentId: () => (Context.current() === undefined ? undefined : Local.peek(request)?.id),
  enter: (_req, handler) => handler(),
  noted: message,
};

const storage = new AsyncLocalStorage<string>();

/** The control: `als.run` around the connection handler. */
export const usual: Tracker = {
  name: 'als.run around the connection handler',
  currentId: () => storage.getStore(),
  enter: (req, handler) => storage.run(String(req.headers['x-request-id']), handler),
  noted: undefined,
};
