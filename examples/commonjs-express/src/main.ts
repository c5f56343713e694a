// The demo: loads the app, which is CommonJS, beside core as an ECMAScript module. Both are one runtime.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Context, request } from '@aiolocals/core';
// oxlint-disable-next-line import/default -- `export =` of a CommonJS module is its default
import app from './app.cjs';

const REQUESTS = 20;
const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;
const ids = Array.from({ length: REQUESTS }, (_, index) => `order-${index}`);
const answers = await Promise.all(
  ids.map(async (id) => await (await fetch(url, { headers: { 'X-Request-ID': id } })).text()),
);
server.close();

const right = answers.filter(
  (text, at) => text === JSON.stringify({ request: ids[at], inTask: ids[at] }),
).length;
const required = createRequire(import.meta.url)('@aiolocals/core') as { request: typeof request };
const isShared = new Context().run(() => {
  request.id = 'a1';
  return required.request.id === 'a1';
});
console.log(
  `${right} of ${REQUESTS} answers of an app in CommonJS have their own id; ` +
    `import and require share their state: ${isShared ? 'yes' : 'no'}`,
);
if (right !== REQUESTS || !isShared) process.exitCode = 1;
