import { Context } from '@aiolocals/core';
import type { FastifyInstance } from 'fastify-5';
import { arrivals, eachOrFail, type ContractCase, type Kit } from '@aiolocals/testing';
import { pooled } from './fastify-pooled.js';

type App = FastifyInstance;
type Send = NonNullable<ContractCase<App>['send']>;
type On = NonNullable<ContractCase<App>['on']>;

const REQUESTS = 20;
const isHttp1: On = ({ protocol }) => protocol === 'http';
/** Versions of Fastify that have the hook. */
const hasAborts: On = ({ name, protocol }) => protocol === 'http' && name !== 'fastify 4.0.0';
const hasHandlerTimeout: On = ({ name }) =>
  name.startsWith('fastify 5') && name !== 'fastify 5.0.0';

/** What the cases of `inject` send to: the app of the last one. Each case has an app of its own. */
let injected: App;

const inject: Send = async (_client, ids) =>
  await Promise.all(
    ids.map(async (id) => await injected.inject({ url: '/', headers: { 'x-request-id': id } })),
  );

/** Injects a request, and does not wait for the answer, which never comes. */
function injectUntil(
  optionsOf: (id: string) => object,
  isOver: (id: string) => Promise<unknown>,
): Send {
  return async (_client, ids) =>
    await Promise.all(
      ids.map(async (id) => {
        const headers = { 'x-request-id': id, 'content-type': 'application/mine' };
        const options = { method: 'POST', url: '/', headers, payload: 'some of it' } as const;
        injected.inject({ ...options, ...optionsOf(id) }).then(undefined, () => {});
        await isOver(id);
      }),
    );
}

const controllers = new Map<string, AbortController>();

/** A handler that reads the body and does not answer. */
function readAndWait(app: App, { see }: Kit): void {
  injected = app;
  app.addContentTypeParser('application/mine', (_request, payload, done) => done(null, payload));
  app.post('/', (request, reply) => {
    const context = Context.current();
    context?.signal.addEventListener('abort', () => see('cancelled', request));
    context?.onClose(() => see('closed context', request));
    reply.raw.on('close', () => see('close', request));
    request.raw.on('close', () => {
      see('request close', request);
      arrivals.note(request);
    });
    const controller = controllers.get(String(request.headers['x-request-id']));
    // A request whose whole body has arrived no longer listens to the signal.
    if (controller === undefined) request.raw.on('data', () => see('data', request));
    else setImmediate(() => controller.abort());
  });
}

/** Requests that end in other ways than with a response, or that come in other ways than by a socket. */
export const fastifyLifecycleCases: readonly ContractCase<App>[] = [
  {
    name: 'a client that goes away',
    places: ['onRequestAbort', 'second onRequestAbort', 'cancelled', 'close', 'closed context'],
    requests: REQUESTS,
    on: hasAborts,
    send: async (client, ids) =>
      await Promise.all(
        ids.map(async (id) => {
          const outgoing = client.begin({ id, headers: { Connection: 'close' } });
          outgoing.on('error', () => {});
          outgoing.end();
          await arrivals.of(id);
          outgoing.destroy();
        }),
      ),
    mount: (app, kit) => {
      app.addHook('onRequestAbort', (request, done) => {
        kit.see('onRequestAbort', request);
        pooled(kit, done);
      });
      app.addHook('onRequestAbort', async (request) => {
        kit.see('second onRequestAbort', request);
      });
      app.get('/', (request, reply) => {
        const context = Context.current();
        context?.signal.addEventListener('abort', () => kit.see('cancelled', request));
        context?.onClose(() => kit.see('closed context', request));
        reply.raw.on('close', () => kit.see('close', request));
        pooled(kit, () => arrivals.note(request));
      });
    },
  },
  {
    name: 'onTimeout',
    places: ['onTimeout', 'second onTimeout'],
    requests: REQUESTS,
    on: isHttp1,
    send: eachOrFail({ headers: { Connection: 'close' } }),
    mount: (app, kit) => {
      app.addHook('onTimeout', (request, _reply, done) => {
        kit.see('onTimeout', request);
        pooled(kit, done);
      });
      app.addHook('onTimeout', async (request) => {
        kit.see('second onTimeout', request);
      });
      app.get('/', (request) => {
        request.raw.socket.setTimeout(20);
      });
    },
  },
  {
    name: 'handlerTimeout',
    places: ['signal', 'error handler', 'onSend'],
    requests: REQUESTS,
    on: hasHandlerTimeout,
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.setErrorHandler((_error, request, reply) => {
        kit.see('error handler', request);
        pooled(kit, () => reply.send('late'));
      });
      app.get('/', { handlerTimeout: 50 }, (request) => {
        const { signal } = request;
        signal.addEventListener('abort', () => kit.see('signal', request));
      });
    },
  },
  {
    name: 'inject',
    places: ['onRequest', 'handler', 'toJSON', 'finish', 'onResponse', 'closed context'],
    requests: REQUESTS,
    send: inject,
    mount: (app, kit) => {
      injected = app;
      app.addHook('onRequest', (request, _reply, done) => {
        kit.see('onRequest', request);
        pooled(kit, done);
      });
      app.addHook('onResponse', (request, _reply, done) => {
        kit.see('onResponse', request);
        done();
      });
      app.get('/', (request, reply) => {
        kit.see('handler', request);
        Context.current()?.onClose(() => kit.see('closed context', request));
        reply.raw.on('finish', () => kit.see('finish', request));
        pooled(kit, () => reply.send({ toJSON: () => kit.see('toJSON', request) ?? {} }));
      });
    },
  },
  {
    name: 'inject, with a close that is simulated',
    places: ['data', 'request close'],
    requests: REQUESTS,
    send: injectUntil(
      () => ({ simulate: { end: false, close: true } }),
      async (id) => await arrivals.of(id),
    ),
    mount: readAndWait,
  },
  {
    name: 'inject, with a signal that aborts',
    places: ['request close', 'close', 'cancelled', 'closed context'],
    requests: REQUESTS,
    send: injectUntil(
      (id) => {
        const controller = new AbortController();
        controllers.set(id, controller);
        return { signal: controller.signal, simulate: { end: false } };
      },
      async (id) => {
        await arrivals.of(id);
        controllers.delete(id);
      },
    ),
    mount: readAndWait,
  },
];
