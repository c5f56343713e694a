// Answers overlapping requests, and checks that each line of the log has the id of its request.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Local, request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/koa';
import { attachContext } from '@aiolocals/logging';
import Koa from 'koa';
import winston from 'winston';

const REQUESTS = 20;
const tenant = new Local<{ name: string }>({ name: 'nobody' });
const lines: { message: string; requestId: string }[] = [];
const stream = new Writable({
  write(line, _encoding, written) {
    lines.push(JSON.parse(String(line)) as (typeof lines)[number]);
    written();
  },
});
const logger = winston.createLogger({ transports: new winston.transports.Stream({ stream }) });
attachContext(logger);

const app = new Koa();
app.use(
  contextMiddleware({
    setup: ({ headers }) => {
      tenant.name = String(headers['x-tenant']);
    },
  }),
);
app.use(async (ctx) => {
  await delay(10 * Math.random());
  logger.info(`for ${tenant.name}`);
  ctx.body = `${request.id} of ${tenant.name}`;
});

const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const ids = Array.from({ length: REQUESTS }, (_, index) => `order-${index}`);
const answers = await Promise.all(
  ids.map(async (id) => {
    const headers = { 'X-Request-ID': id, 'X-Tenant': `tenant-of-${id}` };
    return await (await fetch(url, { headers })).text();
  }),
);
server.close();

const answered = answers.filter((text, at) => text === `${ids[at]} of tenant-of-${ids[at]}`).length;
const logged = lines.filter((line) => line.message === `for tenant-of-${line.requestId}`).length;
console.log(
  `${REQUESTS} requests: ${answered} answers and ${logged} lines with their own id and tenant`,
);
if (answered !== REQUESTS || logged !== REQUESTS) process.exitCode = 1;
