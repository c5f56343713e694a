import { AsyncLocalStorage } from 'node:async_hooks';
import { Local, request } from '@aiolocals/core';
import { ContextModule, type ContextModuleOptions } from '@aiolocals/nest';
import type { DynamicModule, INestApplication } from '@nestjs/common';

type Next = () => void;
interface Message {
  readonly headers: Record<string, string | string[] | undefined>;
}

/** A way to have an id in each request. */
export interface Way {
  readonly name: string;
  readonly imports: readonly DynamicModule[];
  /** What `main.ts` does with the app. */
  readonly mount: (app: INestApplication) => void;
  /** What `configure` of the root module applies with `consumer.apply`, if anything. */
  readonly middleware: ((message: Message, response: unknown, next: Next) => void) | undefined;
  /** Returns the id that the code sees. */
  readonly read: () => string | undefined;
}

/** This package. */
export function byModule(options?: ContextModuleOptions): Way {
  return {
    name: 'ContextModule',
    imports: [ContextModule.forRoot(options)],
    mount: () => {},
    middleware: undefined,
    read: () => Local.peek(request)?.id,
  };
}

/** What most apps do: three lines with a storage of their own. */
export function byStorage(where: 'app.use' | 'consumer.apply'): Way {
  const storage = new AsyncLocalStorage<string>();
  const middleware = (message: Message, _response: unknown, next: Next): void =>
    storage.run(String(message.headers['x-request-id']), next);
  return {
    name: `als.run in ${where}`,
    imports: [],
    mount: (app) => {
      if (where === 'app.use') app.use(middleware);
    },
    middleware: where === 'consumer.apply' ? middleware : undefined,
    read: () => storage.getStore(),
  };
}
