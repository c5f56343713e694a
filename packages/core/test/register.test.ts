import { once } from 'node:events';
import { createServer, get, type RequestListener, Server as HttpServer } from 'node:http';
import { connect, createSecureServer, createServer as createHttp2Server } from 'node:http2';
import { createServer as createHttps, get as getSecurely } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test, vi } from 'vitest';

const answer: RequestListener = (_req, res) => void res.end(Local.peek(request)?.id ?? 'nobody');
const { private: key, cert } = await generate();
const early = createServer(answer);

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function ask(server: Server, begin: typeof get = get, name = 'x-own'): Promise<string> {
  const port = await portOf(server);
  const headers = { [name]: 'a1' };
  const outgoing = begin({
    port,
    host: '127.0.0.1',
    agent: false,
    headers,
    rejectUnauthorized: false,
  } as object);
  const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
  const answered = await text(incoming);
  server.close();
  await once(server, 'close');
  return answered;
}

async function askHttp2(server: Server, protocol: string): Promise<string> {
  const session = connect(`${protocol}://127.0.0.1:${await portOf(server)}`, {
    rejectUnauthorized: false,
  });
  onTestFinished(() => session.destroy());
  return await text(session.request({ 'x-own': 'a1' }));
}

// The entry point does its work when it is loaded, once in a process.
process.env['AIOLOCALS_HEADER'] = 'X-Own';
const registering = async (): Promise<unknown> => await import('@aiolocals/core/register');

test('the entry point opens the requests of every server, those that are there already included', async () => {
  expect(await ask(early)).toBe('nobody');
  await registering();
  expect(await ask(early)).toBe('a1');
  expect(await ask(createServer(answer))).toBe('a1');
  expect(await ask(createHttps({ key, cert }, answer), getSecurely)).toBe('a1');
  expect(await askHttp2(createHttp2Server(answer as never), 'http')).toBe('a1');
  expect(await askHttp2(createSecureServer({ key, cert }, answer as never), 'https')).toBe('a1');
  class Own extends HttpServer {}
  const own = new Own(answer);
  expect(await ask(own)).toBe('a1');
});

test('a server that is bound besides decides itself', async () => {
  const server = createServer(answer);
  const undo = bindServer(server, { header: 'X-Other' });
  expect(await ask(server, get, 'x-other')).toBe('a1');
  undo();
  expect(await ask(createServer(answer))).toBe('a1');
});

test('a second copy of the entry point changes nothing', async () => {
  const { emit } = HttpServer.prototype;
  vi.resetModules();
  await registering();
  expect(HttpServer.prototype.emit).toBe(emit);
});
