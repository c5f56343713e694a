// BullMQ on the Redis at REDIS_URL or 127.0.0.1:6379. Where there is none, a queue in this process.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import process from 'node:process';
import { captureContext } from '@aiolocals/workers';
import { Queue, Worker } from 'bullmq';

export interface Invoice {
  readonly invoice: number;
  readonly carrier: ReturnType<typeof captureContext>;
}

export interface InvoiceQueue {
  /** The name of the queue, for people. */
  readonly kind: string;
  add(order: Invoice): Promise<void>;
  /** Waits until all that was added is done. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a queue whose worker calls `work` for each order. */
export async function openQueue(work: (order: Invoice) => Promise<void>): Promise<InvoiceQueue> {
  const { hostname, port } = new URL(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  const connection = { host: hostname, port: Number(port || 6379) };
  const isThere = process.env['AIOLOCALS_SERVICES'] !== 'none' && (await answers(connection));
  return isThere ? await overRedis(connection, work) : inProcess(work);
}

interface Address {
  readonly host: string;
  readonly port: number;
}

async function answers(address: Address): Promise<boolean> {
  const socket = connect(address);
  const isUp = once(socket, 'connect').then(
    () => true,
    () => false,
  );
  try {
    return await isUp;
  } finally {
    socket.destroy();
  }
}

async function overRedis(
  connection: Address,
  work: (order: Invoice) => Promise<void>,
): Promise<InvoiceQueue> {
  const name = `aiolocals-example-${randomUUID()}`;
  const queue = new Queue<Invoice>(name, { connection });
  const worker = new Worker<Invoice>(name, async ({ data }) => await work(data), {
    connection,
    concurrency: 4,
  });
  await worker.waitUntilReady();
  let added = 0;
  let done = 0;
  let allDone: (() => void) | undefined;
  worker.on('completed', () => {
    done += 1;
    if (done === added) allDone?.();
  });
  return {
    kind: 'BullMQ on Redis',
    add: async (order) => {
      added += 1;
      await queue.add('invoice', order);
    },
    drained: async () => {
      if (done === added) return;
      await new Promise<void>((resolve) => {
        allDone = resolve;
      });
    },
    close: async () => {
      await worker.close();
      await queue.obliterate({ force: true });
      await queue.close();
    },
  };
}

/** What is queued is text, as it would be in a database. */
function inProcess(work: (order: Invoice) => Promise<void>): InvoiceQueue {
  const orders: string[] = [];
  return {
    kind: 'in this process: no Redis was found',
    add: async (order) => {
      orders.push(JSON.stringify(order));
    },
    drained: async () => {
      const all = orders.splice(0).map((order) => work(JSON.parse(order) as Invoice));
      await Promise.all(all);
    },
    close: async () => {},
  };
}
