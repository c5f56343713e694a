// @ts-check
import { jobContext } from '@aiolocals/core';
import { captureContext } from '@aiolocals/workers';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

/** @typedef {{ use: number, carrier?: ReturnType<typeof captureContext> }} Data */

const { hostname: host, port } = new URL(addressOf('redis'));
const connection = { host, port: Number(port), maxRetriesPerRequest: null };
/** What the jobs' processors call: a function cannot be in a job. @type {Map<number, () => void>} */
const processed = new Map();

const open = async (/** @type {(data: Data) => unknown} */ process) => {
  const name = `survey-${Math.random().toString(36).slice(2)}`;
  /** @type {Queue<Data>} */
  const queue = new Queue(name, { connection });
  const events = new QueueEvents(name, { connection });
  const worker = new Worker(name, async (job) => void process(job.data), { connection });
  await Promise.all([events.waitUntilReady(), worker.waitUntilReady()]);
  return { queue, events, worker };
};
/** @typedef {Awaited<ReturnType<typeof open>>} Shared */
const close = async (/** @type {Shared} */ { queue, events, worker }) => {
  await worker.close(true);
  await events.close();
  await queue.obliterate({ force: true });
  await queue.close();
};
const run = (/** @type {Data} */ { use: index }) => processed.get(index)?.();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'bullmq',
  needs: ['redis'],
  cases: [
    use({
      how: 'after `await queue.add(name, data)` and `await job.waitUntilFinished(events)`',
      open: () => open(() => {}),
      close,
      use: async (see, { queue, events }, index) => {
        const job = await queue.add('job', { use: index });
        await job.waitUntilFinished(events);
        see();
      },
    }),
    use({
      how: 'in the processor of a worker, which should have the context that added the job',
      open: () => open(run),
      close,
      use: async (see, { queue }, index) => {
        processed.set(index, see);
        await queue.add('job', { use: index });
      },
      remedies: [
        {
          how: '`queue.add(name, { ...data, carrier: captureContext() })`, and in the processor `jobContext(name, { from: job.data.carrier }, fn)`',
          open: () => open((data) => jobContext('job', { from: data.carrier }, () => run(data))),
          use: async (see, { queue }, index) => {
            processed.set(index, see);
            await queue.add('job', { use: index, carrier: captureContext() });
          },
        },
      ],
    }),
  ],
};
