// No framework: `bindServer` opens a context for each request of a server, before any listener sees it. All requests wait for one
// event of a shared emitter, which the last of them emits.
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { bindEmitter, request } from '@aiolocals/core';
import { bindServer } from '@aiolocals/core/http';

const REQUESTS = 20;
const batch = new EventEmitter().setMaxListeners(REQUESTS);
bindEmitter(batch);

let waiting = 0;
const server = createServer((_req, res) => {
  batch.once('ready', () => res.end(request.id));
  waiting += 1;
  if (waiting === REQUESTS) batch.emit('ready');
});
bindServer(server);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const ids = Array.from({ length: REQUESTS }, (_, index) => `order-${index}`);
const answers = await Promise.all(
  ids.map(async (id) => await (await fetch(url, { headers: { 'X-Request-ID': id } })).text()),
);
server.close();

const right = answers.filter((text, at) => text === ids[at]).length;
console.log(`${right} of ${REQUESTS} requests that one event answered have their own id`);
if (right !== REQUESTS) process.exitCode = 1;
