import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  request as begin,
  type ServerResponse,
} from 'node:http';
import { connect, type Socket } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer, contextOf, openRequest, requestPolicy } from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { listen } from './support/serve.js';
import { get, LAST, talk } from './support/talk.js';
import { warnings } from './support/warnings.js';

const currentId = (): string | undefined => Local.peek(request)?.id;
const answer = (_req: IncomingMessage, res: ServerResponse): void =>
  void res.end(currentId() ?? '');

async function fetchId(url: string, id: string): Promise<string> {
  const response = await fetch(url, { headers: { 'X-Request-ID': id } });
  return `${response.headers.get('x-request-id')} ${await response.text()}`;
}

describe('bindServer', () => {
  test('opens each request before every listener, whenever that was added', async () => {
    const seen: unknown[] = [];
    const server = createServer(() => seen.push(currentId()));
    bindServer(server);
    server.prependListener('request', () => seen.push(currentId()));
    server.on('request', answer);
    const { url } = await listen(server);
    expect(await fetchId(url, 'a1')).toBe('a1 a1');
    expect(seen).toEqual(['a1', 'a1']);
  });

  test('can be called while the server listens, in any context', async () => {
    const server = createServer(answer);
    const { url } = await new Context({ ident: 'somebody' }).run(async () => await listen(server));
    expect(await (await fetch(url)).text()).toBe('');
    new Context({ ident: 'else' }).run(() => bindServer(server));
    const ids = Array.from({ length: 50 }, (_, index) => `a${index}`);
    const answers = await Promise.all(ids.map(async (id) => await fetchId(url, id)));
    expect(answers).toEqual(ids.map((id) => `${id} ${id}`));
  });

  test('enters the context of a request for `checkContinue` and `checkExpectation` too', async () => {
    const server = createServer(answer)
      .on('checkContinue', (req: IncomingMessage, res: ServerResponse) => {
        res.setHeader('X-Checked', String(currentId()));
        res.writeContinue();
        server.emit('request', req, res);
      })
      .on('checkExpectation', answer);
    bindServer(server);
    const { port } = await listen(server);
    const continued = await talk(port, get('a1', ['Expect: 100-continue', LAST]));
    expect(continued).toMatch(/100 Continue[^]*X-Checked: a1[^]*a1$/);
    expect(await talk(port, get('a2', ['Expect: something', LAST]))).toMatch(/200 OK[^]*a2$/);
  });

  test('leaves it to Node to answer what nobody listens to', async () => {
    const server = createServer(answer);
    bindServer(server);
    const { port } = await listen(server);
    const continued = await talk(port, get('a1', ['Expect: 100-continue', LAST]));
    expect(continued).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 OK/);
    expect(await talk(port, get('a1', ['Expect: something', LAST]))).toMatch(/^HTTP\/1.1 417/);
    expect(await talk(port, 'CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n')).toBe('');
    expect(await talk(port, 'nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    const upgrade = get('a1', ['Connection: Upgrade, close', 'Upgrade: websocket']);
    const { port: other } = await listen(createServer(answer));
    const [status] = (await talk(other, upgrade)).split('\r\n');
    expect((await talk(port, upgrade)).split('\r\n')[0]).toBe(status);
  });

  test.each(['upgrade', 'connect'] as const)('opens the request of `%s`', async (event) => {
    const server = createServer();
    const closed: unknown[] = [];
    bindServer(server, { onClose: ({ status }) => closed.push([currentId(), status]) });
    server.on(event, (_req: IncomingMessage, socket: Socket) => {
      socket.write(`${currentId()} `);
      // Node removes its own `on` from the connection when it is first used.
      socket.once('data', (data: Buffer) => socket.write(`${String(data)} ${currentId()} `));
      socket.on('end', () => socket.end(currentId() ?? ''));
    });
    // Added outside any context: the connection belongs to the request by now.
    server.on('connection', (socket: Socket) =>
      socket.on('end', () => socket.write(`(${currentId()}) `)),
    );
    const { port } = await listen(server);
    const lines = event === 'upgrade' ? ['Connection: Upgrade', 'Upgrade: x'] : [];
    const text = get('a1', lines).replace('GET /', event === 'upgrade' ? 'GET /' : 'CONNECT x:1');
    const outgoing = connect(port, '127.0.0.1');
    outgoing.write(text);
    let got = '';
    outgoing.on('data', (data) => {
      got += String(data);
      if (got === 'a1 ') outgoing.write('hello');
      if (got.endsWith('hello a1 ')) outgoing.end();
    });
    await once(outgoing, 'close');
    expect(got).toBe('a1 hello a1 (a1) a1');
    expect(closed).toEqual([['a1', 101]]);
  });

  test('joins a further policy, and a context that is open already', async () => {
    const seen: string[] = [];
    const note = (what: string) => () => void seen.push(`${what} ${currentId()}`);
    const policy = requestPolicy({ setup: note('third') });
    const server = createServer((req, res) => {
      expect(openRequest(req, res, policy)).toBe(Context.current());
      expect(contextOf(req)).toBe(Context.current());
      res.end(currentId());
    });
    bindServer(server, { setup: note('first'), onClose: note('closed first') });
    bindServer(server, { setup: note('second'), onClose: note('closed second') });
    bindServer(server);
    const { url } = await listen(server);
    expect(await fetchId(url, 'a1')).toBe('a1 a1');
    await expect.poll(() => seen.length).toBe(5);
    expect(seen).toEqual(
      ['first', 'second', 'third', 'closed first', 'closed second'].map((what) => `${what} a1`),
    );
  });

  test('names itself in the warning for an option that came too late', async () => {
    const messages = warnings();
    const server = createServer(answer);
    bindServer(server);
    bindServer(server, { header: 'X-Other' });
    const { url } = await listen(server);
    expect(await fetchId(url, 'a1')).toBe('a1 a1');
    await expect.poll(() => messages.length).toBe(1);
    expect(messages[0]).toContain('`header` of a further `bindServer` cannot apply');
  });

  test('is undone by what it returns, each call for itself', async () => {
    const server = createServer(answer);
    const undoFirst = bindServer(server, { header: 'X-First' });
    const undoSecond = bindServer(server, { setup: () => void (request.id = 'second') });
    const { url } = await listen(server);
    const ask = async (): Promise<string> =>
      await (await fetch(url, { headers: { 'X-First': 'first' } })).text();
    expect(await ask()).toBe('second');
    undoSecond();
    undoSecond();
    expect(await ask()).toBe('first');
    undoFirst();
    expect(await ask()).toBe('');
    expect(Object.hasOwn(server, 'emit')).toBe(false);
    bindServer(server, { header: 'X-First' });
    expect(await ask()).toBe('first');
  });

  test('leaves what others put on the server before it and after it', async () => {
    const events: unknown[] = [];
    const server = createServer(answer);
    const patch = (name: string): (() => void) => {
      const { emit } = server;
      const own = Object.getOwnPropertyDescriptor(server, 'emit');
      server.emit = function (this: unknown, ...args: unknown[]) {
        if (args[0] === 'request') events.push(name);
        return Reflect.apply(emit, this, args) as boolean;
      };
      return () => Object.defineProperty(server, 'emit', own as PropertyDescriptor);
    };
    patch('before');
    const { emit: before } = server;
    const undo = bindServer(server);
    const unpatch = patch('after');
    const { url } = await listen(server);
    expect(await fetchId(url, 'a1')).toBe('a1 a1');
    undo();
    expect(await fetchId(url, 'a2')).toBe('null ');
    expect(events).toEqual(['after', 'before', 'after', 'before']);
    const undoAgain = bindServer(server);
    expect(await fetchId(url, 'a3')).toBe('a3 a3');
    unpatch();
    undoAgain();
    expect(server.emit).toBe(before);
  });

  test('changes neither what `emit` returns, nor `this`, nor what a listener throws', () => {
    const server = createServer();
    bindServer(server);
    const [req, res] = [{ headers: {}, url: '/' }, { setHeader() {} }];
    expect(server.emit('request', req as never, res as never)).toBe(false);
    expect(server.emit('nothing of ours', 1)).toBe(false);
    const calls: unknown[] = [];
    server.on('nothing of ours', function (this: unknown, ...args: unknown[]) {
      calls.push(this === server, args, arguments.length);
    });
    expect(server.emit('nothing of ours', 1, undefined)).toBe(true);
    expect(calls).toEqual([true, [1, undefined], 2]);
    server.once('request', function (this: unknown, ...args: unknown[]) {
      calls.push(this === server, args[0] === req, args[1] === res, args[2], typeof currentId());
    });
    expect(server.emit('request', req as never, res as never, 'more' as never)).toBe(true);
    expect(calls.slice(3)).toEqual([true, true, true, 'more', 'string']);
    server.once('request', () => {
      throw new Error('of the listener');
    });
    expect(() => server.emit('request', {} as never, {} as never)).toThrow('of the listener');
    for (const event of ['request', 'upgrade', 'stream', 'clientError', 'timeout']) {
      server.once(event, (value: unknown) => calls.push([event, value]));
      expect(server.emit(event as 'close', undefined as never)).toBe(true);
    }
    expect(server.listenerCount('request')).toBe(0);
    expect(Object.keys(createServer())).toEqual(Object.keys(server));
  });

  test('stays where it is if the request is entered already', () => {
    const server = createServer();
    bindServer(server);
    const seen: unknown[] = [];
    server.on('request', () => seen.push(Context.current()));
    const [req, res] = [{ headers: {}, url: '/' }, { setHeader() {} }];
    server.emit('request', req as never, res as never);
    const context = seen[0] as Context;
    const child = context.fork();
    child.enter(() => server.emit('request', req as never, res as never));
    context.enter(() => server.emit('request', req as never, res as never));
    new Context().run(() => server.emit('request', req as never, res as never));
    expect(seen).toEqual([context, child, context, context]);
  });

  test('passes on a request that cannot be opened as if it were not bound', () => {
    const server = createServer();
    bindServer(server, { setup: () => expect.unreachable() });
    const seen: unknown[] = [];
    for (const event of ['request', 'upgrade', 'stream']) {
      server.on(event, () => seen.push(event));
      const first = {
        get headers(): never {
          throw new Error('as the test wants it');
        },
      };
      const second = { setHeader() {} };
      expect(server.emit(event as 'request', first as never, second as never)).toBe(true);
    }
    expect(seen).toEqual(['request', 'upgrade', 'stream']);
  });

  test('touches no other storage', async () => {
    const other = new AsyncLocalStorage<string>();
    const server = createServer((_req, res) => void res.end(`${currentId()} ${other.getStore()}`));
    bindServer(server);
    const { emit } = server;
    server.emit = (...args: unknown[]): boolean =>
      other.run('theirs', () => Reflect.apply(emit, server, args) as boolean);
    const { url } = await listen(server);
    expect(await fetchId(url, 'a1')).toBe('a1 a1 theirs');
  });

  test('cancels and closes a request that no handler answers when its client goes away', async () => {
    const server = createServer();
    bindServer(server);
    const { port } = await listen(server);
    const heard = once(server, 'request') as Promise<[IncomingMessage]>;
    const outgoing = begin({ port, host: '127.0.0.1' }).on('error', () => {});
    outgoing.end();
    const context = contextOf((await heard)[0]) as Context;
    const aborted = once(context.signal, 'abort');
    outgoing.destroy();
    await aborted;
    await expect.poll(() => context.closed).toBe(true);
  });

  test.each([
    [undefined, 'got `undefined`'],
    [() => {}, 'got a function; of an app, pass what `app.listen()` returned'],
    [{ on() {}, listen() {} }, 'got an object'],
    [Object.freeze(createServer()), 'got an object'],
  ])('refuses what is no server, such as %#', (server, got) => {
    expect(() => bindServer(server as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(got) }),
    );
  });

  test('refuses options that it does not know, with the nearest name', () => {
    expect(() => bindServer(createServer(), { timeOut: 1 } as never)).toThrow(
      'Unknown option `timeOut` for `bindServer`: did you mean `timeout`?',
    );
  });
});
