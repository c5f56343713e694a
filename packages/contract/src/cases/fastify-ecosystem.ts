import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply } from 'fastify-5';
import type { ContractCase, Witness } from '@aiolocals/testing';
import { pooled } from './fastify-pooled.js';
import type { EventEmitter } from 'node:events';

const require = createRequire(import.meta.url);
export const middie = require('@fastify/middie') as FastifyPluginAsync;
const replyFrom = require('@fastify/reply-from') as FastifyPluginAsync<{ base: string }>;
export const websocket = require('@fastify/websocket') as FastifyPluginAsync;
const { fastifyRequestContext, requestContext } = require('@fastify/request-context') as {
  fastifyRequestContext: FastifyPluginAsync;
  requestContext: { get(key: string): unknown; set(key: string, value: unknown): void };
};
const { WebSocket } = createRequire(require.resolve('@fastify/websocket'))('ws') as {
  WebSocket: new (
    url: string,
    options: object,
  ) => EventEmitter & { send(text: string): void; close(): void };
};

type App = FastifyInstance;
type On = NonNullable<ContractCase<App>['on']>;
type Middleware = (req: IncomingMessage, res: unknown, next: () => void) => void;
export type WithMiddie = App & { use(middleware: Middleware): void };
type Proxying = FastifyReply & { from(path: string, options: object): unknown };
type OnSocket = (socket: EventEmitter & { send(text: string): void }, request: Witness) => void;

const REQUESTS = 20;
const isFastify5: On = ({ name, protocol }) => name.startsWith('fastify 5') && protocol === 'http';

/** Stands for the request where another library has lost it. */
const NOBODY: Witness = { headers: { 'x-request-id': 'of no request' } };

/** Plugins of Fastify's own. */
export const fastifyEcosystemCases: readonly ContractCase<App>[] = [
  {
    name: '@fastify/request-context keeps its own store',
    places: ['preHandler', 'handler', 'onSend'],
    requests: REQUESTS,
    on: isFastify5,
    mount: (app, kit) => {
      app.register(fastifyRequestContext);
      app.addHook('onRequest', async (request) => {
        requestContext.set('id', request.headers['x-request-id']);
      });
      const see = (place: string, request: Witness): void => {
        const isTheirs = requestContext.get('id') === request.headers['x-request-id'];
        kit.see(place, isTheirs ? request : NOBODY);
      };
      app.addHook('preHandler', async (request) => see('preHandler', request));
      app.addHook('onSend', async (request) => see('onSend', request));
      app.get('/', async (request) => {
        await new Promise<void>((done) => pooled(kit, done));
        see('handler', request);
        return 'ok';
      });
    },
  },
  {
    name: '@fastify/middie: a hook and a handler behind a middleware',
    places: ['middleware', 'preHandler', 'handler'],
    requests: REQUESTS,
    on: isFastify5,
    mount: (app, kit) => {
      app.register(middie).after(() => {
        (app as WithMiddie).use((req, _res, next) => {
          kit.see('middleware', req);
          pooled(kit, next);
        });
      });
      app.addHook('preHandler', async (request) => kit.see('preHandler', request));
      app.get('/', async (request) => {
        kit.see('handler', request);
        return 'ok';
      });
    },
  },
  {
    name: '@fastify/reply-from',
    places: ['rewriteRequestHeaders', 'onResponse of the upstream', 'onSend'],
    requests: REQUESTS,
    on: isFastify5,
    mount: (app, kit) => {
      const upstream = createServer((_req, res) => res.end('from upstream')).listen(0, '127.0.0.1');
      kit.onEnd(() => upstream.closeAllConnections());
      kit.onEnd(() => upstream.close());
      const base = async (): Promise<string> => {
        if (!upstream.listening) await once(upstream, 'listening');
        return `http://127.0.0.1:${(upstream.address() as { port: number }).port}`;
      };
      app.register(async (scope) => {
        await scope.register(replyFrom, { base: await base() });
        scope.addHook('onSend', async (request) => kit.see('onSend', request));
        scope.addHook('preHandler', (_request, _reply, done) => pooled(kit, done));
        scope.get('/', (request, reply) =>
          (reply as Proxying).from('/', {
            rewriteRequestHeaders: (_request: unknown, headers: object) => {
              kit.see('rewriteRequestHeaders', request);
              return headers;
            },
            onResponse: (
              _request: unknown,
              inner: FastifyReply,
              incoming: { stream?: unknown },
            ) => {
              kit.see('onResponse of the upstream', request);
              void inner.send(incoming.stream ?? incoming);
            },
          }),
        );
      });
    },
  },
  {
    name: '@fastify/websocket: hooks and the handler',
    places: ['preHandler', 'handler', 'after await'],
    requests: 10,
    on: isFastify5,
    send: askBySocket,
    mount: (app, kit) => {
      app.register(websocket);
      app.register(async (scope) => {
        scope.addHook('preHandler', (request, _reply, done) => {
          kit.see('preHandler', request);
          pooled(kit, done);
        });
        onSocket(scope, (socket, request) => {
          kit.see('handler', request);
          setImmediate(() => {
            kit.see('after await', request);
            socket.send('ready');
          });
        });
      });
    },
  },
];

/** Its types declare the handler, but in another way for each version of Fastify. */
export function onSocket(scope: App, handler: OnSocket): void {
  scope.get('/', { websocket: true } as object, handler as never);
}

/** Opens a socket for each id, sends a message once it is told to, and closes it. */
export async function askBySocket(
  client: { readonly port: number },
  ids: readonly string[],
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const options = { headers: { 'x-request-id': id } };
      const socket = new WebSocket(`ws://127.0.0.1:${client.port}/`, options);
      await once(socket, 'message');
      socket.send('hello');
      socket.close();
      await once(socket, 'close');
    }),
  );
}
