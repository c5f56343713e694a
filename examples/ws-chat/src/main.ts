// The demo: clients talk all at once, and each line of the log is checked against the client that caused it.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { Writable } from 'node:stream';
import { configureLogging, LogConfiguration } from '@aiolocals/logging';
import winston from 'winston';
import { WebSocket } from 'ws';
import { startChat } from './chat.js';

const CLIENTS = 10;
const MESSAGES = 5;
const HEARD = (CLIENTS - 1) * MESSAGES;

interface Line {
  readonly message: string;
  readonly user: string;
  readonly requestId: string;
}

const lines: Line[] = [];
const stream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(JSON.parse(chunk.toString()) as Line);
    done();
  },
});
class ToMemory extends LogConfiguration {
  override getLogHandler(): winston.transport {
    return new winston.transports.Stream({ stream });
  }
}
const logger = configureLogging('chat', { debug: false, logConfiguration: new ToMemory() });

const server = startChat();
await once(server, 'listening');
const { port } = server.address() as AddressInfo;

const clients = await Promise.all(
  Array.from({ length: CLIENTS }, async (_, index) => {
    const headers = { 'X-Request-ID': `c${index}`, 'X-User': `c${index}` };
    const client = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers });
    await once(client, 'open');
    return client;
  }),
);
await Promise.all(
  clients.map(async (client) => {
    let heard = 0;
    const all = new Promise<void>((resolve) => {
      client.on('message', () => {
        heard += 1;
        if (heard === HEARD) resolve();
      });
    });
    for (let number = 0; number < MESSAGES; number += 1) client.send(`message ${number}`);
    await all;
    client.close();
    await once(client, 'close');
  }),
);
await new Promise<void>((resolve) => {
  server.close(() => resolve());
});
await logger.flush();

const expected = CLIENTS * (2 + MESSAGES + HEARD);
const wrong = lines.filter(({ user, requestId }) => requestId.split('/')[0] !== user).length;
const messages = new Set(lines.map(({ requestId }) => requestId).filter((id) => id.includes('/')));
console.log(
  `${CLIENTS} clients, ${messages.size} messages: ${lines.length} of ${expected} lines, ${wrong} with a wrong id`,
);
const isRight = wrong === 0 && lines.length === expected && messages.size === CLIENTS * MESSAGES;
process.exitCode = isRight ? 0 : 1;
