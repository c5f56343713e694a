// Requests order jobs. Each job has the id of the request that ordered it, although a worker does it later.
import process from 'node:process';
import { Context, jobContext, request } from '@aiolocals/core';
import { captureContext } from '@aiolocals/workers';
import { type Invoice, openQueue } from './queue.js';

const REQUESTS = 20;
const done: string[] = [];

/** What the worker does: it knows nothing of requests, but the id is there. */
async function sendInvoice({ invoice, carrier }: Invoice): Promise<void> {
  await jobContext('send-invoice', { from: carrier }, async () => {
    done.push(`invoice ${invoice} for ${request.id}, ${request.path}`);
  });
}

const queue = await openQueue(sendInvoice);
await Promise.all(
  Array.from({ length: REQUESTS }, async (_, index) => {
    await new Context({ parent: null }).run(async () => {
      request.id = `order-${index}`; // an adapter does this
      await queue.add({ invoice: index, carrier: captureContext() });
    });
  }),
);
await queue.drained();
await queue.close();

const right = done.filter((line) => /^invoice (\d+) for order-\1, send-invoice$/.test(line)).length;
console.log(
  `${right} of ${REQUESTS} jobs have the id of the request that ordered them (${queue.kind})`,
);
if (right !== REQUESTS || done.length !== REQUESTS) process.exitCode = 1;
