import { once } from 'node:events';
import {
  type ClientHttp2Session,
  connect,
  createServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Context, Local, request } from '@aiolocals/core';
import { openRequest } from '@aiolocals/core/http';
import { expect, onTestFinished, test } from 'vitest';

const currentId = (): string | undefined => Local.peek(request)?.id;

/** Asks a server of HTTP/2 for `a1`; `handle` is called in its context. */
async function ask(
  handle: (req: Http2ServerRequest, res: Http2ServerResponse) => void,
): Promise<{ readonly session: ClientHttp2Session; readonly answer: Promise<string> }> {
  const server = createServer((req, res) => openRequest(req, res).enter(handle, req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  onTestFinished(() => {
    session.destroy();
    server.close();
  });
  const answer = text(session.request({ ':path': '/', 'x-request-id': 'a1' }));
  return { session, answer };
}

test('a timeout of http2 runs in the context of its request, wherever it was set', async () => {
  const seen: unknown[] = [];
  const { answer } = await ask((req, res) =>
    Context.exit(() => {
      req.setTimeout(1, () => {
        seen.push(['request', currentId()]);
        res.setTimeout(1, () => {
          seen.push(['response', currentId()]);
          res.end('ok');
        });
      });
    }),
  );
  expect(await answer).toBe('ok');
  expect(seen).toEqual([
    ['request', 'a1'],
    ['response', 'a1'],
  ]);
});

test('the callback of a timeout of http2 can be taken off the stream again', async () => {
  const calls: string[] = [];
  const { answer } = await ask((req, res) => {
    const listener = (): void => void calls.push('taken off');
    req.setTimeout(1, listener);
    expect(req.stream.listeners('timeout')).toContain(listener);
    req.stream.off('timeout', listener);
    req.on('timeout', () => res.end('ok'));
  });
  expect(await answer).toBe('ok');
  expect(calls).toEqual([]);
});

test('a pushed response runs in the context of the request that it comes with', async () => {
  const seen: unknown[] = [];
  const note = (place: string) => (): void => void seen.push([place, currentId()]);
  const { session, answer } = await ask((_req, res) =>
    Context.exit(() =>
      res.createPushResponse({ ':path': '/pushed' }, (_error, pushed) => {
        note('pushed')();
        // After the pushed one: the client of Node 20 can abort otherwise, whatever the server.
        pushed.on('close', note('close')).on('close', () => res.end('ok'));
        pushed.end('pushed', note('end'));
      }),
    ),
  );
  const [stream] = (await once(session, 'stream')) as [ServerHttp2Stream];
  expect(await text(stream)).toBe('pushed');
  expect(await answer).toBe('ok');
  expect(seen).toEqual([
    ['pushed', 'a1'],
    ['end', 'a1'],
    ['close', 'a1'],
  ]);
});
