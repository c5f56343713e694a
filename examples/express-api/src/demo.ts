import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { stripVTControlCharacters } from 'node:util';
import { drainTasks } from '@aiolocals/core';
import { configureLogging } from '@aiolocals/logging';
import winston from 'winston';
import { checkLines } from './check-lines.js';
import { type Sent, sendRequests } from './requests.js';
import { createService } from './service.js';

const COUNT = 50;

/** Starts the service on a free port of this machine. */
export async function listen(): Promise<{ server: Server; url: string }> {
  const server = createServer(createService());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

/** Sends overlapping requests to the service, shows what it logs, and checks every line. */
export async function demo(): Promise<void> {
  const logger = configureLogging('orders', { accessLog: true });
  // What the console shows, once more, to be checked.
  const copy = new PassThrough();
  logger.add(new winston.transports.Stream({ stream: copy }));
  const printed = text(copy);

  const { server, url } = await listen();
  const requests = await sendRequests(url, COUNT);
  server.close();
  const unfinished = await drainTasks({ timeout: 5_000 });
  await logger.flush();
  copy.end();
  const lines = stripVTControlCharacters(await printed)
    .trimEnd()
    .split('\n');

  const findings = checkLines(lines, requests);
  const ids = checkIds(requests);
  summarise({ ...findings, ...ids, unfinished: unfinished.length });
  assert.deepEqual(
    { ...findings, lines: 'any', ...ids, unfinished },
    {
      lines: 'any',
      access: COUNT,
      wrong: 0,
      missing: 0,
      silent: 0,
      forged: 0,
      requests: COUNT,
      distinct: COUNT,
      kept: COUNT / 5,
      refused: COUNT / 5,
      unfinished: [],
    },
  );
}

/** What the answers say: an id of their own, the one that was given, and never the forged one. */
function checkIds(
  requests: readonly Sent[],
): Record<'requests' | 'distinct' | 'kept' | 'refused', number> {
  const given = requests.filter(({ kind }) => kind.includes('id given'));
  const forged = requests.filter(({ kind }) => kind.includes('forged'));
  return {
    requests: requests.length,
    distinct: new Set(requests.map(({ id }) => id)).size,
    kept: given.filter(({ id, sentId }) => id === sentId).length,
    refused: forged.filter(({ id }) => /^REQ[0-9a-f]+$/.test(id)).length,
  };
}

function summarise(figures: Readonly<Record<string, number>>): void {
  const labels = {
    requests: 'requests, overlapping',
    distinct: 'ids, all different',
    kept: 'ids that the client gave, kept',
    refused: 'ids that the client forged, replaced',
    lines: 'log lines of these requests',
    access: 'access lines among them',
    wrong: 'lines with the id of another request',
    missing: 'lines without an id',
    silent: 'requests without a line',
    forged: 'lines that nobody logged',
    unfinished: 'background tasks that did not finish',
  };
  console.log();
  for (const [key, label] of Object.entries(labels)) {
    console.log(`${String(figures[key]).padStart(6)}  ${label}`);
  }
  const { requests, lines, wrong, missing } = figures;
  console.log(
    `\n${requests} requests: ${lines} lines, ${wrong} with a wrong id, ${missing} without`,
  );
}
