import { EventEmitter, once } from 'node:events';
import {
  type ClientRequest,
  createServer,
  get,
  IncomingMessage,
  request as send,
  ServerResponse,
} from 'node:http';
import { connect as connectHttp2, createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, Socket } from 'node:net';
import { Context, DeadlineError, Local, request, wrapAsync } from '@aiolocals/core';
import { contextOf, openRequest, requestPolicy } from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { listen, serve } from './support/serve.js';

const GONE = 'The connection was closed before the response was finished';

/** Begins a request that will be broken off. */
function begin(port: number, options: object = {}): ClientRequest {
  return send({ port, host: '127.0.0.1', agent: false, ...options }).on('error', () => {});
}

describe('the context of a request', () => {
  test('starts with empty state, whatever context the server listens in', async () => {
    const tenant = new Local<{ name: string }>({ name: 'nobody' });
    const server = createServer((req, res) =>
      openRequest(req, res).enter(() => res.end(tenant.name)),
    );
    const { url } = await new Context().run(async () => {
      tenant.name = 'who listens';
      return await listen(server);
    });
    expect(await (await fetch(url)).text()).toBe('nobody');
  });

  test('is open until the response has closed, and is not cancelled by that', async () => {
    const events = new EventEmitter();
    const { url } = await serve((_req, res) => {
      const context = Context.current() as Context;
      const { signal } = context;
      res.on('finish', () => events.emit('finish', context.closed));
      res.on('close', () => events.emit('close', context.closed));
      context.onClose(() =>
        events.emit('closed', context.closed, context.cancelled, signal.aborted),
      );
      res.end();
    });
    const seen = Promise.all(
      ['finish', 'close', 'closed'].map(async (name) => await once(events, name)),
    );
    await fetch(url);
    expect(await seen).toEqual([[false], [false], [true, false, false]]);
  });

  test('is the same one if a request is opened twice', async () => {
    const another = requestPolicy({ header: 'X-Another' });
    const { url } = await serve((req, res) => {
      const context = Context.current();
      const again = openRequest(req, res, another, '/another');
      res.end(`${again === context} ${request.id} ${request.path}`);
    });
    const response = await fetch(url, { headers: { 'X-Request-ID': 'a1', 'X-Another': 'a2' } });
    expect(await response.text()).toBe('true a1 /');
    expect(response.headers.get('x-request-id')).toBe('a1');
    expect(response.headers.has('x-another')).toBe(false);
  });

  test('is not there for a request that was not opened', async () => {
    const { url } = await listen(
      createServer((req, res) => void res.end(typeof (contextOf(req) ?? contextOf(res)))),
    );
    expect(await (await fetch(url)).text()).toBe('undefined');
  });

  test('is closed from the start if the response has closed before', () => {
    const req = new IncomingMessage(new Socket());
    const res = new ServerResponse(req);
    res.destroy();
    res.emit('close');
    Object.defineProperty(res, 'closed', { value: true });
    const context = openRequest(req, res);
    expect([context.closed, context.cancelled]).toEqual([true, true]);
  });

  test.each(['ends', 'fails'])('is closed from the start after a response that %s', async (how) => {
    const seen: unknown[] = [];
    const server = createServer(async (req, res) => {
      if (how === 'ends') res.end();
      else res.destroy();
      await once(res, 'close');
      await new Promise((resolve) => setImmediate(resolve));
      const context = openRequest(req, res);
      seen.push(context.closed, context.cancelled);
    });
    const { port } = await listen(server);
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.resume().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await expect.poll(() => seen).toEqual([true, true]);
    socket.destroy();
  });

  test('is closed once, and not cancelled after that', () => {
    const req = new IncomingMessage(new Socket());
    const res = new ServerResponse(req);
    const closes: unknown[] = [];
    const context = openRequest(req, res);
    context.onClose(({ cancelled }) => closes.push(cancelled));
    Object.defineProperty(res, 'writableFinished', { value: true, configurable: true });
    res.emit('close');
    Object.defineProperty(res, 'writableFinished', { value: false });
    res.emit('close');
    req.emit('aborted');
    expect(closes).toEqual([false]);
    expect(context.cancelled).toBe(false);
  });

  test('closes if a listener of the close throws', () => {
    const req = new IncomingMessage(new Socket());
    const res = new ServerResponse(req);
    const context = openRequest(req, res);
    res.on('close', () => {
      throw new Error('as the test wants it');
    });
    expect(() => res.emit('close')).toThrow('as the test wants it');
    expect(context.closed).toBe(true);
  });

  test('has the deadline of the options', async () => {
    const { url } = await serve(
      async (_req, res) => {
        const { signal } = Context.current() as Context;
        // On a busy machine the deadline has passed by now.
        if (!signal.aborted) await once(signal, 'abort');
        const { reason } = signal as { reason: Error };
        res.end(`${reason instanceof DeadlineError} ${reason.message}`);
      },
      { timeout: 5 },
    );
    const response = await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
    expect(await response.text()).toBe('true The deadline of context `a1` has passed');
  });

  test('is filled by `setup` before anything else runs', async () => {
    const tenant = new Local<{ name: string }>({ name: '' });
    const { url } = await serve((_req, res) => res.end(`${tenant.name} ${request.id}`), {
      setup: (req, res) => {
        tenant.name = `${String(req.headers['x-tenant'])} ${request.id} ${res.statusCode}`;
      },
    });
    const response = await fetch(url, { headers: { 'X-Tenant': 't1', 'X-Request-ID': 'a1' } });
    expect(await response.text()).toBe('t1 a1 200 a1');
  });

  test('stays with the request if `setup` throws', () => {
    const req = new IncomingMessage(new Socket());
    const policy = requestPolicy({
      setup: () => {
        throw new Error('as the test wants it');
      },
    });
    expect(() => openRequest(req, new ServerResponse(req), policy)).toThrow('as the test wants it');
    expect(contextOf(req)?.closed).toBe(false);
  });
});

describe('a client that goes away', () => {
  test('before the response cancels the context, its tasks and not the detached ones', async () => {
    const events = new EventEmitter();
    const { port } = await serve(async () => {
      const context = Context.current() as Context;
      const tasks = ['task', 'detached'].map(async (name) => {
        const options = { name, detached: name === 'detached' };
        return await wrapAsync(async () => {
          const task = Context.current() as Context;
          await once(context.signal, 'abort');
          return [task.cancelled, (context.signal as { reason: Error }).reason.message];
        }, options);
      });
      events.emit('waiting');
      events.emit('cancelled', await Promise.all(tasks));
    });
    const waiting = once(events, 'waiting');
    const cancelled = once(events, 'cancelled');
    const outgoing = begin(port);
    outgoing.end();
    await waiting;
    outgoing.destroy();
    expect(await cancelled).toEqual([
      [
        [true, GONE],
        [false, GONE],
      ],
    ]);
  });

  test('before the response cancels the context before the listeners of `aborted` run', async () => {
    const events = new EventEmitter();
    const { port } = await serve((req) => {
      req.on('aborted', () => events.emit('aborted', Context.current()?.cancelled));
      events.emit('begun');
    });
    const begun = once(events, 'begun');
    const broken = begin(port, { method: 'POST' });
    broken.write('a body that does not end');
    await begun;
    const aborted = once(events, 'aborted');
    broken.destroy();
    expect(await aborted).toEqual([true]);
  });

  test('after the response was finished cancels nothing', async () => {
    const events = new EventEmitter();
    const { port } = await serve((req, res) => {
      const context = Context.current() as Context;
      req.socket.on('close', () => events.emit('gone', context.closed, context.cancelled));
      res.on('close', () => events.emit('close'));
      // The answer does not wait for the body, and the connection stays.
      res.end();
    });
    const closed = once(events, 'close');
    const gone = once(events, 'gone');
    const outgoing = begin(port, { method: 'POST', headers: { 'Content-Length': '10' } });
    outgoing.flushHeaders();
    await closed;
    outgoing.destroy();
    expect(await gone).toEqual([true, false]);
  });

  test('with requests that wait for an earlier response cancels each of them', async () => {
    const events = new EventEmitter();
    const contexts: Context[] = [];
    const { port } = await serve(() => {
      const context = Context.current() as Context;
      contexts.push(context);
      let closed = 0;
      context.onClose(() => {
        closed += 1;
        events.emit('closed', closed);
      });
      if (contexts.length === 3) events.emit('all here');
    });
    const allHere = once(events, 'all here');
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(3));
    await allHere;
    const allClosed = new Promise<void>((resolve) => {
      events.on('closed', () => {
        if (contexts.every(({ closed }) => closed)) resolve();
      });
    });
    socket.destroy();
    await allClosed;
    expect(contexts.map(({ cancelled }) => cancelled)).toEqual([true, true, true]);
  });

  test('leaves requests on the same connection that were answered before alone', async () => {
    const contexts: Context[] = [];
    const { port } = await serve((_req, res) => {
      contexts.push(Context.current() as Context);
      res.end();
    });
    const socket = connect(port, '127.0.0.1');
    socket.end('GET / HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(20));
    await once(socket.resume(), 'close');
    expect(contexts.map(({ closed, cancelled }) => [closed, cancelled])).toEqual(
      Array.from({ length: 20 }, () => [true, false]),
    );
  });

  test('over http2 cancels the context, and a normal end does not', async () => {
    const events = new EventEmitter();
    const server = createHttp2Server((req, res) => {
      const context = openRequest(req, res);
      context.onClose(() => events.emit('closed', context.cancelled));
      events.emit('waiting');
      if (req.url === '/end') res.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

    const ended = once(events, 'closed');
    session.request({ ':path': '/end' }).resume();
    expect(await ended).toEqual([false]);

    const cancelled = once(events, 'closed');
    const waiting = once(events, 'waiting');
    const stream = session.request({ ':path': '/wait' }).on('error', () => {});
    await waiting;
    stream.destroy();
    expect(await cancelled).toEqual([true]);
    session.destroy();
    server.close();
  });
});

test.each([
  ['no connection', undefined],
  ['what only looks like a connection', { remoteAddress: '127.0.0.1' }],
])('a request made by hand with %s is open until its response has closed', (_name, socket) => {
  const req = new IncomingMessage(socket as unknown as Socket);
  const res = new ServerResponse(req);
  const context = openRequest(req, res);
  expect(context.closed).toBe(false);
  res.emit('close');
  expect(context.closed).toBe(true);
});

test('an upgrade is left alone', { tags: 'outside' }, async () => {
  const { server, port } = await serve((_req, res) => res.end());
  server.on('upgrade', (req, socket) => {
    const seen = typeof (contextOf(req) ?? Context.current());
    socket.end(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\nSeen: ${seen}\r\n\r\n`,
    );
  });
  const outgoing = get({
    port,
    host: '127.0.0.1',
    headers: { Connection: 'Upgrade', Upgrade: 'x' },
  });
  const [incoming, socket] = (await once(outgoing, 'upgrade')) as [IncomingMessage, Socket];
  expect(incoming.headers['seen']).toBe('undefined');
  socket.destroy();
});
