import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { attachContext } from '@aiolocals/logging';
import { afterEach, expect, test } from 'vitest';
import winston from 'winston';
import CloudWatch from 'winston-cloudwatch';
import DailyRotateFile from 'winston-daily-rotate-file';
import { ElasticsearchTransport } from 'winston-elasticsearch';
import LokiTransport from 'winston-loki';

const { Transport } = winston as unknown as { Transport: new () => winston.transport };
const LINES = 50;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** Logs lines with the same logger of a guest, or of one that is hardened. */
function log(transport: winston.transport, hardened = false): ReturnType<typeof attachContext> {
  const logger = attachContext(
    winston.createLogger({ format: winston.format.json(), transports: transport }),
    { hardened },
  );
  for (let line = 0; line < LINES; line++) logger.info(`line ${line}`);
  return logger;
}

/** Counts the lines that a text has. */
const countIn = (body: string): number => new Set(body.match(/line \d+/g)).size;

/** Starts a server that answers late, and keeps what it was sent. */
async function startServer(
  answer: (req: IncomingMessage, res: ServerResponse, body: string) => void,
): Promise<{ port: number; bodies: string[] }> {
  const bodies: string[] = [];
  const server: Server = createServer(async (req, res) => {
    const body = await text(req);
    // Only after a few turns of the event loop, so that a flush that does not wait fails the test.
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    answer(req, res, body);
    bodies.push(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { port: (server.address() as AddressInfo).port, bodies };
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aiolocals-flush-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function countFiles(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return countIn(texts.join(''));
}

test.each([true, false])(
  'flush waits for winston-daily-rotate-file (rotates by size: %s)',
  async (rotates) => {
    for (let round = 0; round < 4; round++) {
      const dirname = await makeFolder();
      const filename = '%DATE%-service.log';
      const transport = new DailyRotateFile({
        dirname,
        filename,
        ...(rotates && { maxSize: '1k' }),
      });
      const logger = log(transport);
      expect(await logger.flush()).toBe(true);
      expect(await countFiles(dirname)).toBe(LINES);
      logger.close();
      await once(transport, 'finish');
    }
  },
);

test('flush waits until winston-loki has sent its batch', async () => {
  const { port, bodies } = await startServer((_req, res) => res.writeHead(204).end());
  const transport = new LokiTransport({
    host: `http://127.0.0.1:${port}`,
    json: true,
    interval: 3600,
  });
  const logger = log(transport);
  expect(await logger.flush()).toBe(true);
  expect(countIn(bodies.join(''))).toBe(LINES);
  await (transport as unknown as { batcher: { close(): Promise<void> } }).batcher.close();
});

test('flush resolves to false while a server refuses the batch of winston-loki', async () => {
  const { port } = await startServer((_req, res) => res.writeHead(500).end());
  const transport = new LokiTransport({
    host: `http://127.0.0.1:${port}`,
    json: true,
    interval: 3600,
    onConnectionError: () => undefined,
  });
  const logger = log(transport);
  expect(await logger.flush({ timeout: 300 })).toBe(false);
  await (transport as unknown as { batcher: { close(): Promise<void> } }).batcher.close();
});

test.each([true, false])(
  'flush waits for winston-elasticsearch (buffering: %s)',
  async (buffering) => {
    const { port, bodies } = await startServer((req, res, body) => {
      res
        .setHeader('x-elastic-product', 'Elasticsearch')
        .setHeader('content-type', 'application/json');
      const items = body.split('\n').filter((line) => line.includes('"index"'));
      const isBulk = req.url?.includes('_bulk') === true;
      res.end(
        JSON.stringify(
          isBulk ? { errors: false, items: items.map(() => ({})) } : { status: 'green' },
        ),
      );
    });
    const transport = new ElasticsearchTransport({
      clientOpts: { node: `http://127.0.0.1:${port}` },
      buffering,
      flushInterval: 3_600_000,
      ensureIndexTemplate: false,
    });
    const logger = log(transport);
    expect(await logger.flush()).toBe(true);
    expect(countIn(bodies.join(''))).toBe(LINES);
    (transport as unknown as { bulkWriter: { stop(): void } }).bulkWriter.stop();
  },
);

test('flush waits until winston-cloudwatch has sent what it gathered', async () => {
  const { port, bodies } = await startServer((req, res) => {
    const isDescribe = String(req.headers['x-amz-target']).endsWith('DescribeLogStreams');
    res.setHeader('content-type', 'application/x-amz-json-1.1');
    res.end(JSON.stringify(isDescribe ? { logStreams: [{ logStreamName: 'stream' }] } : {}));
  });
  const client = new CloudWatchLogs({
    region: 'eu-central-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'id', secretAccessKey: 'key' },
  });
  const transport = new CloudWatch({
    cloudWatchLogs: client,
    logGroupName: 'group',
    logStreamName: 'stream',
    uploadRate: 3_600_000,
  });
  const logger = log(transport);
  expect(await logger.flush()).toBe(true);
  expect(countIn(bodies.join(''))).toBe(LINES);
  clearInterval((transport as unknown as { intervalId: NodeJS.Timeout }).intervalId);
  client.destroy();
});

test('a file with `maxsize` has each line of a burst', async () => {
  for (const hardened of [true, false]) {
    const dirname = await makeFolder();
    const transport = new winston.transports.File({ dirname, filename: 'a.log', maxsize: 2000 });
    const logger = attachContext(
      winston.createLogger({ format: winston.format.json(), transports: transport }),
      { hardened },
    );
    for (let line = 0; line < 1000; line++) logger.info(`line ${line}`);
    expect(await logger.flush()).toBe(true);
    expect(await countFiles(dirname)).toBe(1000);
    logger.close();
  }
});

test('flush resolves to false, and names the transport, if it calls back at once and has nothing to ask', async () => {
  class Gathering extends Transport {
    readonly gathered: unknown[] = [];
    override log(info: unknown, callback: () => void): void {
      this.gathered.push(info);
      callback();
    }
  }
  class Asked extends Gathering {
    flush(): Promise<void> {
      this.gathered.length = 0;
      return Promise.resolve();
    }
  }
  class Late extends Gathering {
    override log(_info: unknown, callback: () => void): void {
      setImmediate(callback);
    }
  }
  const warned = once(process, 'warning') as Promise<[Error]>;
  expect(await log(new Gathering()).flush()).toBe(false);
  expect((await warned)[0].message).toMatch(
    /^`flush` cannot know whether the transport `Gathering`/,
  );
  expect(await log(new Late()).flush()).toBe(true);
  const asked = new Asked();
  expect(await log(asked).flush()).toBe(true);
  expect(asked.gathered).toEqual([]);
  Object.assign(asked, { flush: () => Promise.reject(new Error('no')) });
  expect(await log(asked).flush()).toBe(false);
});

test('flush resolves to false once if a server refused a line of an Http transport', async () => {
  let status = 500;
  const { port } = await startServer((_req, res) => res.writeHead(status).end());
  const logger = log(new winston.transports.Http({ host: '127.0.0.1', port }));
  expect(await logger.flush()).toBe(false);
  status = 200;
  logger.info('again');
  expect(await logger.flush()).toBe(true);
});
