// A hook that waits for a batch, as one for a database may: it calls `done` for all requests at once, in the context of the
// last. Handlers, and the lines of Fastify's own logger, still know their request.
import { once } from 'node:events';
import process from 'node:process';
import { Writable } from 'node:stream';
import { Local, request } from '@aiolocals/core';
import { contextPlugin } from '@aiolocals/fastify';
import { fastify } from 'fastify';

const REQUESTS = 20;
const tenant = new Local<{ name: string }>({ name: 'nobody' });

const lines: { msg: string; reqId: string }[] = [];
const stream = new Writable({
  write(line, _encoding, written) {
    lines.push(JSON.parse(String(line)) as (typeof lines)[number]);
    written();
  },
});

const app = fastify({ logger: { stream } });
app.register(contextPlugin, {
  genReqId: true,
  setup: ({ headers }) => {
    tenant.name = String(headers['x-tenant']);
  },
});
const batch: (() => void)[] = [];
app.addHook('preHandler', (_request, _reply, done) => {
  batch.push(done);
  if (batch.length === REQUESTS) for (const each of batch.splice(0)) each();
});
app.get('/', async ({ log }) => {
  log.info(`served ${request.id}`);
  return `${request.id} of ${tenant.name}`;
});

const url = await app.listen({ port: 0, host: '127.0.0.1' });
const ids = Array.from({ length: REQUESTS }, (_, index) => `order-${index}`);
const answers = await Promise.all(
  ids.map(async (id) => {
    const headers = { 'X-Request-ID': id, 'X-Tenant': `tenant-of-${id}` };
    return await (await fetch(url, { headers })).text();
  }),
);
await app.close();
stream.end();
await once(stream, 'finish');

const answered = answers.filter(
  (text, index) => text === `${ids[index]} of tenant-of-${ids[index]}`,
);
const logged = lines.filter(({ msg, reqId }) => msg === `served ${reqId}`);
console.log(
  `${REQUESTS} requests whose hook was called back by one of them: ${answered.length} answers, and ${logged.length} lines of ` +
    'the logger, with their own id and tenant',
);
if (answered.length !== REQUESTS || logged.length !== REQUESTS) process.exitCode = 1;
