import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Local, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { runNode } from '../integration/run-node.js';
import { listen } from './support/serve.js';
import { get, LAST, talk } from './support/talk.js';
import { warnings } from './support/warnings.js';

const turn = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));
const tenant = new Local({ name: 'nobody' });

async function setTenant(): Promise<void> {
  await turn();
  tenant.name = `of ${request.id}`;
}

async function fail(): Promise<never> {
  await turn();
  throw new Error('no such tenant');
}

const failNow = (): never => {
  throw new Error('no tenant at all');
};

test('a `setup` that returns a promise is waited for before the listeners are called', async () => {
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += String(chunk);
    res.end(`${tenant.name} ${body}`);
  });
  server.on('upgrade', (_req: IncomingMessage, socket: Socket) => socket.end(tenant.name));
  bindServer(server, { setup: setTenant });
  bindServer(server, { setup: setTenant });
  const { url, port } = await listen(server);
  const ids = Array.from({ length: 20 }, (_, index) => `a${index}`);
  const answers = ids.map(async (id) => {
    const response = await fetch(url, {
      method: 'POST',
      body: id,
      headers: { 'X-Request-ID': id },
    });
    return await response.text();
  });
  expect(await Promise.all(answers)).toEqual(ids.map((id) => `of ${id} ${id}`));
  expect(await talk(port, get('b1', ['Connection: Upgrade', 'Upgrade: x']))).toBe('of b1');
});

test('a request whose `setup` fails is answered with 500, and a warning says so once', async () => {
  for (const setup of [fail, failNow]) {
    const messages = warnings();
    let calls = 0;
    const server = createServer(() => (calls += 1)).on('upgrade', () => (calls += 1));
    bindServer(server, { setup });
    const { port } = await listen(server);
    const answers = [await talk(port, get('a1', [LAST])), await talk(port, get('a2', [LAST]))];
    expect(answers[0]).toMatch(/^HTTP\/1.1 500 [^]*X-Request-ID: a1[^]*Internal Server Error/);
    expect(answers[1]).toMatch(/^HTTP\/1.1 500 /);
    const upgraded = await talk(port, get('a3', ['Connection: Upgrade', 'Upgrade: x']));
    expect(upgraded).toMatch(/^HTTP\/1.1 500 Internal Server Error\r\n/);
    expect(upgraded).toContain('Content-Length: 21\r\n\r\nInternal Server Error');
    expect(calls).toBe(0);
    const own = messages.filter((message) => message.includes('failed with'));
    expect(own).toHaveLength(1);
    expect(own[0]).toMatch(/^`setup` of `bindServer` failed with Error: no .*answered with 500/);
  }
});

test('a response that a `setup` has begun is broken off if it fails', async () => {
  const server = createServer(() => {});
  bindServer(server, {
    setup: (_req, res) => {
      res.writeHead(200, { 'Content-Length': '10' }).write('some');
      throw new Error('too late');
    },
  });
  const { url } = await listen(server);
  await expect(fetch(url).then(async (response) => await response.text())).rejects.toBeInstanceOf(
    TypeError,
  );
});

test('a pair made by hand that cannot be answered is left alone', () => {
  const server = createServer(() => {});
  bindServer(server, { setup: failNow });
  expect(server.emit('request', { headers: {} } as never, {} as never)).toBe(true);
});

test('a connection that breaks while `setup` runs does not end the process', async () => {
  const server = createServer();
  bindServer(server, {
    setup: async ({ socket }) => {
      socket.destroy(new Error('as a client that resets it'));
      await new Promise((resolve) => socket.once('close', resolve));
    },
  });
  const upgraded = once(server, 'upgrade');
  const { port } = await listen(server);
  await talk(port, get('a1', ['Connection: Upgrade', 'Upgrade: x']));
  const [, connection] = (await upgraded) as [IncomingMessage, Socket];
  expect(connection.destroyed).toBe(true);
  expect(connection.listenerCount('error')).toBe(0);
});

test('several that fail are not unhandled, and what a listener throws is an uncaught exception in the context', async () => {
  const dist = fileURLToPath(new URL('../../dist/esm', import.meta.url));
  const { stdout, stderr, code } = await runNode([
    '--input-type=module',
    '--eval',
    `import { createServer } from 'node:http';
     const { request } = await import(${JSON.stringify(`${dist}/index.js`)});
     const { bindServer } = await import(${JSON.stringify(`${dist}/http/index.js`)});
     process.on('warning', () => {});
     process.on('uncaughtException', (error, origin) => {
       console.log(origin, error.message, request.id);
       process.exit();
     });
     const failing = createServer(() => {});
     bindServer(failing, { setup: async () => { throw new Error('first'); } });
     bindServer(failing, { setup: () => { throw new Error('second'); } });
     const throwing = createServer(() => { throw new Error('of the listener'); });
     bindServer(throwing, { setup: async () => {} });
     for (const server of [failing, throwing]) {
       await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
       const { port } = server.address();
       const answer = await fetch('http://127.0.0.1:' + port, { headers: { 'X-Request-ID': 'a1' } });
       console.log(answer.status);
     }`,
  ]);
  expect({ stdout, code }).toEqual({
    stdout: '500\nuncaughtException of the listener a1\n',
    code: 0,
  });
  expect(stderr).toContain('failed with Error: second');
});
