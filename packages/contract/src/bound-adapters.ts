import { createServer, type Server } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createSecureServer } from 'node:https';
import { bindServer } from '@aiolocals/core/http';
import { server as makeHapi } from '@hapi/hapi';
import type { Adapter, Plain } from '@aiolocals/testing';
import {
  bareExpressAdapters,
  bareKoaAdapters,
  expressAdapters,
  mountOnExpress,
  mountOnKoa,
  plain,
} from './adapters.js';
import type { ExpressApp, KoaApp } from './framework-shapes.js';
import { selfSigned } from './self-signed.js';

/** The same adapter, whose server is bound. */
function bound<Mount>({ name, protocol, serve }: Adapter<Mount>): Adapter<Mount> {
  return {
    name: `${name}, bound`,
    protocol,
    serve: async (mount) => {
      const server = await serve(mount);
      bindServer(server);
      return server;
    },
  };
}

/** Bare servers, to which handlers are added as listeners. */
const bareNode = [
  ['node:http', 'http', async () => await Promise.resolve(createServer())],
  ['node:https', 'https', async () => createSecureServer(await selfSigned())],
  ['node:http2', 'http2', async () => await Promise.resolve(createHttp2Server())],
] as const;

const boundNode = bareNode.map(([name, protocol, make]): Adapter =>
  bound<Plain>({
    name,
    protocol,
    serve: async (mount) => {
      const server = await make();
      mount((handler) => void server.on('request', handler as never));
      return server;
    },
  }),
);

/** The frameworks without a middleware, behind `bindServer`. */
export const boundExpress: readonly Adapter<ExpressApp>[] = newest(bareExpressAdapters).map(bound);
export const boundKoa: readonly Adapter<KoaApp>[] = newest(bareKoaAdapters).map(bound);
/** Express with its middleware, which joins. */
export const joinedExpress: readonly Adapter<ExpressApp>[] = newest(expressAdapters).map(bound);

/** hapi puts a listener of its own on the server, and takes requests from there. */
export const boundHapi: Adapter = bound<Plain>({
  name: 'hapi',
  protocol: 'http',
  serve: async (mount): Promise<Server> => {
    const listener = createServer();
    const server = makeHapi({ listener, autoListen: false });
    mount((handler) =>
      server.route({
        method: '*',
        path: '/{any*}',
        options: { payload: { parse: false, output: 'stream', failAction: 'ignore' } },
        handler: ({ raw }, { abandon }) => {
          handler(raw.req, raw.res);
          return abandon;
        },
      }),
    );
    await server.initialize();
    return listener;
  },
});

/** The same for code that needs no framework. */
export const boundAdapters: readonly Adapter[] = [
  ...boundNode,
  ...boundExpress.map((adapter) => plain(adapter, mountOnExpress)),
  ...boundKoa.map((adapter) => plain(adapter, mountOnKoa)),
];

/** `bindServer` does not depend on the framework, so one version of each is enough. */
function newest<Mount>(adapters: readonly Adapter<Mount>[]): readonly Adapter<Mount>[] {
  return adapters.slice(-1);
}
