import { on, once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { bindWebSocketServer } from '@aiolocals/ws';
import type { WebSocket } from 'ws';
import { connect, endAfterTest, listen } from '../support/serve.js';
import { Sightings, type Tally } from '../support/sightings.js';
import { ours, type Tracker } from '../support/tracker.js';
import type { Ws } from '../support/ws-versions.js';

const CLIENTS = 10;
const MESSAGES = 4;
const ALL = CLIENTS * MESSAGES;

const TIMES = {
  verifyClient: CLIENTS,
  'handleProtocols, after verifyClient called back from elsewhere': CLIENTS,
  "'headers' of the server": CLIENTS,
  "'connection'": CLIENTS,
  "on('message')": ALL,
  "on('message'), after await": ALL,
  "once('message')": CLIENTS,
  "addEventListener('message')": ALL,
  onmessage: ALL,
  'events.on, for await': ALL,
  'createWebSocketStream, for await': ALL,
  "createWebSocketStream, on('data')": ALL,
  'callback of send': ALL,
  'callback of send to another': CLIENTS,
  'callback of ping': CLIENTS,
  "'ping'": CLIENTS,
  "'pong'": CLIENTS,
  "'error'": CLIENTS,
  "'close'": CLIENTS,
  "addEventListener('close')": CLIENTS,
};

async function read(messages: AsyncIterable<unknown>, see: () => void): Promise<void> {
  try {
    for await (const _message of messages) see();
  } catch {
    // The connection ends with an error.
  }
}

/** Has clients connect and talk all at once, and counts at each place whose context user code sees. */
export async function wsPlaces(
  { WebSocketServer, createWebSocketStream }: Ws,
  tracker: Tracker,
): Promise<Record<string, Tally>> {
  const sightings = new Sightings(TIMES, tracker.currentId);
  const idOf = ({ headers }: IncomingMessage): string => String(headers['x-request-id']);
  const { server: http, port } = await listen(createServer());
  const waiting: (() => void)[] = [];
  const server = endAfterTest(
    new WebSocketServer({
      server: http,
      perMessageDeflate: { threshold: 0 },
      // What stands behind a connection that all share calls back for one in the context of another.
      verifyClient: ({ req }, accept) => {
        sightings.see('verifyClient', idOf(req));
        waiting.push(() => accept(true));
        if (waiting.length === CLIENTS) for (const call of waiting) call();
      },
      handleProtocols: (protocols, req) => {
        sightings.see('handleProtocols, after verifyClient called back from elsewhere', idOf(req));
        return [...protocols][0] ?? false;
      },
    }),
  );
  if (tracker === ours) bindWebSocketServer(server);
  server.on('headers', (_headers, req) => sightings.see("'headers' of the server", idOf(req)));

  const sockets: WebSocket[] = [];
  const handle = (socket: WebSocket, req: IncomingMessage): void => {
    const id = idOf(req);
    const see = (place: keyof typeof TIMES, isRight = true): void =>
      sightings.see(place, id, isRight);
    sockets.push(socket);
    see("'connection'");

    let count = 0;
    socket.on('message', async (data: Buffer) => {
      const number = count;
      count += 1;
      see("on('message')", (tracker.noted?.number ?? -1) === -1);
      if (tracker.noted !== undefined) tracker.noted.number = number;
      socket.send(data, () => see('callback of send'));
      if (number === 0) {
        const other = sockets.find((each) => each !== socket);
        other?.send('of another', () => see('callback of send to another'));
      }
      for (let turns = MESSAGES - number; turns > 0; turns -= 1) await turn();
      see("on('message'), after await", (tracker.noted?.number ?? number) === number);
    });
    socket.once('message', () => see("once('message')"));
    socket.addEventListener('message', () => see("addEventListener('message')"));
    socket.onmessage = () => see('onmessage');
    void read(on(socket, 'message'), () => see('events.on, for await'));
    void read(createWebSocketStream(socket, { readableObjectMode: true }), () =>
      see('createWebSocketStream, for await'),
    );
    createWebSocketStream(socket, { readableObjectMode: true })
      .on('data', () => see("createWebSocketStream, on('data')"))
      .on('error', () => {});
    socket.on('ping', () => see("'ping'"));
    socket.on('pong', () => see("'pong'"));
    socket.ping('', false, () => see('callback of ping'));
    socket.on('error', () => see("'error'"));
    socket.on('close', () => see("'close'"));
    socket.addEventListener('close', () => see("addEventListener('close')"));
  };
  server.on('connection', (socket: WebSocket, req: IncomingMessage) => {
    tracker.enter(req, () => handle(socket, req));
  });

  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const client = connect(port, `c${index}`);
      client.on('error', () => {});
      let echoes = 0;
      const echoed = new Promise<void>((resolve) => {
        client.on('message', (data: Buffer) => {
          if (data.toString() !== 'of another') echoes += 1;
          if (echoes === MESSAGES) resolve();
        });
      });
      await once(client, 'open');
      client.ping();
      for (let number = 0; number < MESSAGES; number += 1) {
        client.send('first ', { fin: false });
        client.send(`part ${number}`, { fin: true });
      }
      await echoed;
      // A frame with reserved bits.
      (client as unknown as { _socket: NodeJS.WritableStream })._socket.write(
        Buffer.from([0xff, 0x80, 0, 0, 0, 0]),
      );
      await once(client, 'close');
    }),
  );
  await sightings.complete();
  return sightings.tallies();
}
