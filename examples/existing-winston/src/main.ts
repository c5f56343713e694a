// Two lines give the lines of an existing logger the id of their request, under the name that the log search knows. The
// transport is slow: a format that read an AsyncLocalStorage would print the ids of other requests.
import process from 'node:process';
import { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Context, request } from '@aiolocals/core';
import { attachContext } from '@aiolocals/logging';
import { makeLogger } from './logger.js';

const REQUESTS = 20;
const lines: { message: string; correlation_id?: string; app: string }[] = [];
const slow = new Writable({
  highWaterMark: 1,
  write(line, _encoding, written) {
    lines.push(JSON.parse(String(line)) as (typeof lines)[number]);
    setTimeout(written, 1);
  },
});

const logger = attachContext(makeLogger(slow), {
  fields: { requestId: 'correlation_id', requestPath: false },
});

await Promise.all(
  Array.from({ length: REQUESTS }, async (_, index) => {
    await new Context({ parent: null }).run(async () => {
      request.id = `order-${index}`; // an adapter does this
      await delay(5 * Math.random());
      logger.info('order %d', index);
    });
  }),
);
await logger.flush();

const right = lines.filter(
  ({ message, correlation_id: id, app }) => message === id?.replace('-', ' ') && app === 'shop',
).length;
console.log(
  `${right} of ${REQUESTS} lines of an existing logger, over a slow transport, have their own id`,
);
if (right !== REQUESTS) process.exitCode = 1;
