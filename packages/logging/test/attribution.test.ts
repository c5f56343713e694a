import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Context, request } from '@aiolocals/core';
import { attachContext, configureLogging, RequestIdFilter } from '@aiolocals/logging';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import winston from 'winston';
import { inRequest } from './support/in-request.js';
import { makeSlowTransport } from './support/slow-transport.js';
import { SinkConfiguration } from './support/sink.js';
import { judge, PERFECT, perfect, traffic } from './support/traffic.js';

/** Each of their lines is a request of its own to the server that takes them. */
const HTTP_REQUESTS = 40;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aiolocals-logging-'));
});
afterAll(() => rm(folder, { recursive: true }));

const READS_WHEN_TOLD = `
  const waiting = setInterval(() => {}, 60_000);
  process.once('SIGUSR2', () => {
    clearInterval(waiting);
    process.stdin.pipe(process.stdout);
  });
  console.error('waiting');
`;

/** The loggers whose lines must be right: the one that is configured, and one that somebody built. */
const loggers: [
  string,
  (transport: winston.transport) => ReturnType<typeof attachContext>,
  winston.transports.HttpTransportOptions,
][] = [
  [
    'the configured logger',
    (transport) =>
      configureLogging('orders', {
        debug: false,
        logConfiguration: new SinkConfiguration(transport),
      }),
    {},
  ],
  [
    'a logger with RequestIdFilter and attachContext',
    (transport) => {
      const { combine, json } = winston.format;
      const format = combine(new RequestIdFilter(), json());
      return attachContext(winston.createLogger({ format, transports: transport }));
    },
    { batch: true, batchCount: 50 },
  ],
];

test('a winston format that reads the context itself gives lines a wrong id under backpressure', async () => {
  const { lines, transport } = makeSlowTransport();
  const late = winston.format((info) => {
    const outside = Context.current() === undefined;
    return Object.assign(info, {
      requestId: outside ? '' : request.id,
      requestPath: outside ? '' : request.path,
    });
  });
  const format = winston.format.combine(late(), winston.format.json());
  const logger = winston.createLogger({ format, transports: transport });
  await traffic((message) => logger.info(message));
  while (lines.length < PERFECT.lines) await once(transport, 'logged');
  expect(lines).toHaveLength(PERFECT.lines);
  const { wrong, missing } = judge(lines);
  expect(wrong + missing).toBeGreaterThan(0);
});

test('filters and formats read the state of the log call while a transport is slow', async () => {
  const reading = winston.format((info) =>
    Object.assign(info, {
      readId: Context.current() === undefined ? '' : request.id,
      readPath: Context.current() === undefined ? '' : request.path,
    }),
  );
  for (const make of [configuredWith, attachedWith]) {
    const { lines, transport } = makeSlowTransport();
    const logger = make(transport, reading());
    await traffic((message) => logger.info(message), 40);
    expect(await logger.flush()).toBe(true);
    const read = lines.map((line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      return JSON.stringify(
        Object.assign(entry, { requestId: entry.readId, requestPath: entry.readPath }),
      );
    });
    expect(judge(read)).toEqual(perfect(40));
  }
});

function configuredWith(transport: winston.transport, filter: winston.Logform.Format) {
  class WithFilter extends SinkConfiguration {
    override getFilters(): winston.Logform.Format[] {
      return [filter];
    }
  }
  return configureLogging('orders', {
    debug: false,
    logConfiguration: new WithFilter(transport),
  });
}

function attachedWith(transport: winston.transport, filter: winston.Logform.Format) {
  const format = winston.format.combine(filter, winston.format.json());
  return attachContext(winston.createLogger({ format, transports: transport }));
}

describe.each(loggers)('%s', (_name, make, http) => {
  test('gives none of 10,000 lines a wrong id when a transport is slow', async () => {
    const { lines, transport } = makeSlowTransport();
    const logger = make(transport);
    await traffic((message) => logger.info(message));
    expect(await logger.flush()).toBe(true);
    expect(judge(lines)).toEqual(PERFECT);
  });

  test('gives none of 10,000 lines a wrong id in a file with a deep backlog', async () => {
    const filename = join(await mkdtemp(join(folder, 'file-')), 'service.log');
    const logger = make(new winston.transports.File({ filename }));
    await traffic((message) => logger.info(message));
    expect(await logger.flush()).toBe(true);
    const lines = (await readFile(filename, 'utf8')).trimEnd().split('\n');
    expect(judge(lines)).toEqual(PERFECT);
    logger.clear();
  });

  test('gives none of 2,000 lines a wrong id over HTTP', async () => {
    const lines: string[] = [];
    const server = createServer((req, res) => {
      let body = '';
      req.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      req.on('end', () => {
        for (const entry of [JSON.parse(body)].flat()) lines.push(JSON.stringify(entry));
        res.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const logger = make(new winston.transports.Http({ host: '127.0.0.1', port, agent, ...http }));
    await traffic((message) => logger.info(message), HTTP_REQUESTS);
    expect(await logger.flush()).toBe(true);
    expect(judge(lines)).toEqual(perfect(HTTP_REQUESTS));
    agent.destroy();
    server.close();
    await once(server, 'close');
  }, 60_000);

  test('gives none of 10,000 lines a wrong id in a pipe that stalls', async () => {
    const reader = spawn(process.execPath, ['-e', READS_WHEN_TOLD]);
    await once(reader.stderr, 'data');
    const logger = make(new winston.transports.Stream({ stream: reader.stdin }));
    await traffic((message) => logger.info(message));
    expect(await logger.flush({ timeout: 1 })).toBe(false);

    const written = text(reader.stdout);
    reader.kill('SIGUSR2');
    expect(await logger.flush()).toBe(true);
    reader.stdin.end();
    expect(judge((await written).trimEnd().split('\n'))).toEqual(PERFECT);
    logger.clear();
  });
});

test('a line from outside any request is written outside, although a request made room for it', async () => {
  for (const hardened of [false, true]) {
    const seen: unknown[] = [];
    const answers: (() => void)[] = [];
    class Reading extends winston.transports.Stream {
      override log({ message }: { message: string }, callback: () => void): void {
        seen.push([message, Context.current() === undefined ? 'nothing' : request.id]);
        answers.push(callback);
      }
    }
    const transport = new Reading({ stream: process.stdout });
    const logger = attachContext(winston.createLogger({ transports: transport }), { hardened });
    logger.info('first');
    logger.info('outside');
    inRequest('REQ1', '/', () => logger.info('inside'));
    for (let line = 0; line < 3; line++) {
      await inRequest('REQ2', '/', async () => {
        for (const answer of answers.splice(0)) answer();
        await new Promise(setImmediate);
      });
    }
    expect(seen).toEqual([
      ['first', 'nothing'],
      ['outside', 'nothing'],
      ['inside', 'REQ1'],
    ]);
  }
});
