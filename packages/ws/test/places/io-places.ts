import { once } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { bindIo } from '@aiolocals/ws/socket.io';
import type { Namespace, Socket } from 'socket.io';
import type { Socket as Client } from 'socket.io-client';
import type { SocketIo } from '../support/io-versions.js';
import { connectClient, serveIo } from '../support/serve-io.js';
import { Sightings, type Tally } from '../support/sightings.js';
import { ours, type Tracker } from '../support/tracker.js';

const CLIENTS = 8;
const MESSAGES = 3;
const ALL = CLIENTS * MESSAGES;

/** Places that both versions have. */
const EVERYWHERE = {
  'io.use, first': CLIENTS,
  'io.use, after a next from elsewhere': CLIENTS,
  "'connection'": CLIENTS,
  'socket.use, first': ALL,
  'socket.use, after a next from elsewhere': ALL,
  onAny: ALL,
  "on('chat'), after a next from elsewhere": ALL,
  "on('chat'), after await": ALL,
  "once('chat')": CLIENTS,
  'acknowledgement of the client': CLIENTS,
  'acknowledgement of another client': CLIENTS,
  "'error'": CLIENTS,
  "'disconnecting'": CLIENTS,
  "'disconnect'": CLIENTS,
  "'disconnect', after await": CLIENTS,
  "conn.on('packet')": ALL,
  "conn.on('close')": CLIENTS,
  "'connection' of a dynamic namespace": CLIENTS,
  'use of a dynamic namespace': CLIENTS,
  "on('chat') of a dynamic namespace": CLIENTS,
};

/** Those that came later. */
const LATER = {
  onAnyOutgoing: CLIENTS,
  'onAnyOutgoing, by a broadcast of another': CLIENTS,
  'timeout and no acknowledgement': CLIENTS,
  'emitWithAck, after await': CLIENTS,
  'acknowledgements of a broadcast to a room': CLIENTS,
};

/** Calls all waiting callbacks in the context of one of them, as a shared connection does. */
function sharedQueue(size: number): (call: () => void) => void {
  let waiting: (() => void)[] = [];
  return (call) => {
    waiting.push(call);
    if (waiting.length < size) return;
    const calls = waiting;
    waiting = [];
    for (const each of calls) each();
  };
}

/** Has clients connect and talk all at once, and counts at each place whose context user code sees. */
export async function ioPlaces(
  socketIo: SocketIo,
  transports: readonly ('polling' | 'websocket')[],
  tracker: Tracker,
): Promise<Record<string, Tally>> {
  const { io, port } = await serveIo(socketIo);
  const isLater = 'timeout' in io;
  const sightings = new Sightings({ ...EVERYWHERE, ...(isLater ? LATER : {}) }, tracker.currentId);
  if (tracker === ours) bindIo(io);
  const idOf = ({ handshake: { headers } }: Socket): string => String(headers['x-request-id']);

  const nextFromElsewhere = sharedQueue(CLIENTS);
  io.use((socket, next) => {
    sightings.see('io.use, first', idOf(socket));
    nextFromElsewhere(next);
  });
  io.use((socket, next) => {
    sightings.see('io.use, after a next from elsewhere', idOf(socket));
    next();
  });

  const messageFromElsewhere = sharedQueue(CLIENTS);
  const sockets: Socket[] = [];
  const handle = (socket: Socket): void => {
    const see = (place: keyof typeof EVERYWHERE | keyof typeof LATER, isRight?: boolean): void =>
      sightings.see(place, idOf(socket), isRight);
    see("'connection'");
    sockets.push(socket);
    void socket.join('all');
    socket.conn.on('packet', ({ data }) => {
      if (String(data).includes('"chat"')) see("conn.on('packet')");
    });
    socket.conn.on('close', () => see("conn.on('close')"));
    socket.use(([event], next) => {
      if (event !== 'chat') {
        next(event === 'refused' ? new Error('refused') : undefined);
        return;
      }
      see('socket.use, first');
      messageFromElsewhere(next);
    });
    socket.use(([event], next) => {
      if (event === 'chat') see('socket.use, after a next from elsewhere');
      next();
    });
    socket.onAny((event) => {
      if (event === 'chat') see('onAny');
    });
    let count = 0;
    socket.on('chat', async (answer: (number: number) => void) => {
      const number = count;
      count += 1;
      see("on('chat'), after a next from elsewhere", (tracker.noted?.number ?? -1) === -1);
      if (tracker.noted !== undefined) tracker.noted.number = number;
      for (let turns = MESSAGES - number; turns > 0; turns -= 1) await turn();
      see("on('chat'), after await", (tracker.noted?.number ?? number) === number);
      answer(number);
    });
    socket.once('chat', () => {
      see("once('chat')");
      socket.emit('question', () => see('acknowledgement of the client'));
      const other = sockets.find((each) => each !== socket);
      other?.emit('question', () => see('acknowledgement of another client'));
    });
    socket.on('error', () => see("'error'"));
    socket.on('disconnecting', () => see("'disconnecting'"));
    socket.on('disconnect', async () => {
      see("'disconnect'");
      await turn();
      see("'disconnect', after await");
    });
    if (isLater) handleLater(socket, see);
  };
  const handleLater = (socket: Socket, see: (place: keyof typeof LATER) => void): void => {
    socket.onAnyOutgoing((event: string) => {
      if (event === 'greeting') see('onAnyOutgoing');
      if (event === 'of-c0') see('onAnyOutgoing, by a broadcast of another');
    });
    socket.emit('greeting');
    socket.timeout(20).emit('unanswered', () => see('timeout and no acknowledgement'));
    socket.once('chat', async () => {
      if (idOf(socket) === 'c0') io.emit('of-c0');
      await socket.emitWithAck('question');
      see('emitWithAck, after await');
    });
    // When all are in the room.
    socket.on('ready', (done: () => void) => {
      io.to('all')
        .timeout(5000)
        .emit('question', () => {
          see('acknowledgements of a broadcast to a room');
          done();
        });
    });
  };
  io.on('connection', (socket) => tracker.enter(socket.request, () => handle(socket)));

  const dynamic: Namespace = io.of(/^\/room-\d+$/);
  dynamic.use((socket, next) => {
    sightings.see('use of a dynamic namespace', idOf(socket));
    next();
  });
  dynamic.on('connection', (socket: Socket) => {
    tracker.enter(socket.request, () => {
      sightings.see("'connection' of a dynamic namespace", idOf(socket));
      socket.on('chat', () => sightings.see("on('chat') of a dynamic namespace", idOf(socket)));
    });
  });

  const clients = await Promise.all(
    Array.from({ length: CLIENTS }, async (_, index) => {
      const client = connectClient(port, `c${index}`, { transports: [...transports] });
      client.on('question', (answer: (value: number) => void) => answer(1));
      await once(client as never, 'connect');
      return client;
    }),
  );
  await Promise.all(clients.map(async (client, index) => await talk(client, index, isLater)));
  for (const client of clients) client.io.engine.close();
  await sightings.complete();
  return sightings.tallies();
}

async function talk(client: Client, index: number, isLater: boolean): Promise<void> {
  const room = client.io.socket(`/room-${index}`, {});
  const isInRoom = once(room as never, 'connect');
  const answers = Array.from(
    { length: MESSAGES },
    async () => await new Promise((resolve) => client.emit('chat', resolve)),
  );
  client.emit('refused');
  await Promise.all([isInRoom, ...answers]);
  room.emit('chat');
  if (isLater) await new Promise<void>((resolve) => client.emit('ready', resolve));
}
