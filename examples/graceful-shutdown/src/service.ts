// Answers at once and goes on in the background. Told to stop, it takes no more requests, answers those that it has,
// waits for its tasks, and writes its last line.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { drainTasks, wrapAsync } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
import { configureLogging } from '@aiolocals/logging';
import express from 'express';
import winston from 'winston';

const logger = configureLogging('shutdown', { debug: false });

const app = express();
app.use(contextMiddleware());
app.post('/orders', async (_req, res) => {
  winston.info('received');
  // As long as a query and a mail may take: the service is told to stop in between.
  await delay(100);
  void wrapAsync(
    async () => {
      await delay(300);
      winston.info('invoice sent');
    },
    { name: 'send-invoice' },
  );
  winston.info('answered');
  res.sendStatus(202);
});

const server = createServer(app).listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);

await once(process, 'SIGTERM');
const closed = once(server, 'close');
server.close();
await closed;
const unfinished = await drainTasks({ timeout: 10_000 });
for (const { ident, name, age } of unfinished) {
  winston.error('task did not finish', { ident, task: name, age });
}
await logger.flush();
