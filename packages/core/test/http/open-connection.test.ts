import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { type Context, Local, type OpenContext, request } from '@aiolocals/core';
import {
  contextOf,
  openConnection,
  openRequest,
  type RequestOptions,
  requestPolicy,
  type RequestSummary,
} from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { listen } from './support/serve.js';

const UPGRADE =
  'GET /ws?secret HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\nX-Request-ID: a1\r\n\r\n';

const tenant = new Local<{ name: string }>({ name: '' });

interface Connected {
  readonly opened: OpenContext;
  readonly req: IncomingMessage;
  /** Resolves when the server has noticed that the client is gone. */
  readonly leave: () => Promise<void>;
}

/** Connects a client to a server that does `first` with its request before it opens the connection. */
async function upgraded(
  options?: RequestOptions,
  first: (req: IncomingMessage) => void = () => {},
): Promise<Connected> {
  const policy = requestPolicy(options);
  const server = createServer();
  const connected = new Promise<Omit<Connected, 'leave'>>((resolve) => {
    server.on('upgrade', (req, socket) => {
      first(req);
      socket.resume().on('end', () => socket.end());
      resolve({ opened: openConnection(req, policy), req });
    });
  });
  const { port } = await listen(server);
  const client = connect(port, '127.0.0.1');
  client.write(UPGRADE);
  const { opened, req } = await connected;
  return {
    opened,
    req,
    leave: async () => {
      const closed = once(req.socket, 'close');
      client.destroy();
      await closed;
    },
  };
}

const stateOf = (context: Context): unknown[] =>
  context.enter(() => [request.id, request.path, context.closed, context.cancelled]);

describe('the context of a connection', () => {
  test('is that of its request, outlives its socket, and closes by a call', async () => {
    const { opened, req, leave } = await upgraded();
    expect(contextOf(req)).toBe(opened.context);
    await leave();
    expect(stateOf(opened.context)).toEqual(['a1', '/ws', false, false]);
    opened.close();
    opened.close();
    expect(stateOf(opened.context)).toEqual(['a1', '/ws', true, false]);
  });

  test('is cancelled by an error, and its summary tells', async () => {
    const summaries: RequestSummary[] = [];
    const { opened } = await upgraded({ onClose: (summary) => summaries.push(summary) });
    const error = new Error('lost');
    opened.close({ error });
    opened.close({ error: new Error('again') });
    expect(opened.context.signal.reason).toBe(error);
    expect(summaries).toMatchObject([{ path: '/ws', status: 101, aborted: true }]);
    expect(() => opened.close({ reason: 1 } as never)).toThrow(/Unknown option `reason`/);
  });

  test('is the one that was open already, which a further policy joins', async () => {
    const before: Context[] = [];
    const setup = (): void => void (tenant.name = 't1');
    const { opened, leave } = await upgraded({ setup }, (req) => {
      before.push(openRequest(req, undefined, requestPolicy()));
    });
    await leave();
    expect(before).toEqual([opened.context]);
    expect(opened.context.enter(() => tenant.name)).toBe('t1');
    expect(opened.context.closed).toBe(false);
  });

  test('of a request with a response is another one, of the same id', async () => {
    const summaries: RequestSummary[] = [];
    const ids: string[] = [];
    const policy = requestPolicy({
      setup: (): void => void ids.push(request.id),
      onClose: (summary) => summaries.push(summary),
      timeout: 60_000,
    });
    const seen: OpenContext[] = [];
    const own: (Context | undefined)[] = [];
    const server = createServer((req, res) => {
      own.push(openRequest(req, res));
      seen.push(openConnection(req, policy));
      own.push(contextOf(req));
      res.end();
    });
    const { url, server: listening } = await listen(server);
    const headers = { 'X-Request-ID': 'a1', Connection: 'close' };
    await (await fetch(`${url}/poll`, { headers })).text();
    const closed = once(listening, 'close');
    listening.close();
    await closed;
    const [{ context, close }] = seen as [OpenContext];
    expect([own[0] === own[1], own[0] === context, own[0]?.closed]).toEqual([true, false, true]);
    expect(stateOf(context)).toEqual(['a1', '/poll', false, false]);
    expect(context.remaining()).toBeLessThanOrEqual(60_000);
    close();
    expect([ids, summaries]).toMatchObject([['a1'], [{ method: 'GET', path: '/poll' }]]);
  });

  test('of a request that a test made starts without a socket', () => {
    const byHand = { headers: {}, url: '/x' } as IncomingMessage;
    const { context, close } = openConnection(byHand);
    expect(context.closed).toBe(false);
    close();
    expect(context.closed).toBe(true);
    const again = openConnection(byHand);
    expect(again.context).not.toBe(context);
    const policy = requestPolicy({ setup: () => undefined });
    expect(openConnection(byHand, policy).context.ident).toBe(context.ident);
  });
});

test('anything that is no object is refused with a sentence that says what to pass', () => {
  for (const value of [undefined, null, 'GET /'])
    expect(() => openConnection(value as never)).toThrow(/^Expected `request` to be a request/);
});
