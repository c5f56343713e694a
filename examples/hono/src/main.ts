// Streams an answer in pieces. Each piece is produced long after the handler has returned, and still knows its request.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { request } from '@aiolocals/core';
import { contextFetch } from '@aiolocals/core/web';
import { Hono } from 'hono';
import { streamText } from 'hono/streaming';

const REQUESTS = 20;

const app = new Hono();
app.get('/orders', (c) =>
  streamText(c, async (stream) => {
    await stream.writeln(`found for ${request.id}`);
    await delay(5 * Math.random());
    await stream.writeln(`priced for ${request.id}`);
    await delay(5 * Math.random());
    await stream.writeln(`sent for ${request.id}`);
  }),
);

// On Bun, Deno and Workers: `export default { fetch: handle }`.
const handle = contextFetch((incoming: Request) => app.fetch(incoming));
const server = serve({ fetch: handle, port: 0, hostname: '127.0.0.1' });
if (!server.listening) await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;

const ids = Array.from({ length: REQUESTS }, (_, index) => `order-${index}`);
const answers = await Promise.all(
  ids.map(async (id) => await (await fetch(url, { headers: { 'X-Request-ID': id } })).text()),
);
server.close();

const right = answers.filter(
  (text, at) =>
    text === ['found', 'priced', 'sent'].map((piece) => `${piece} for ${ids[at]}\n`).join(''),
).length;
console.log(`${right} of ${REQUESTS} streamed answers have their own id in each piece`);
if (right !== REQUESTS) process.exitCode = 1;
