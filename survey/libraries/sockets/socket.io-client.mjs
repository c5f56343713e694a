// @ts-check
import { createServer } from 'node:http';
import { bind } from '@aiolocals/core';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { listening } from '../../harness/http-server.mjs';
import { use } from '../../harness/library.mjs';

const http = createServer();
new Server(http).on('connection', (socket) => {
  socket.on('question', (done) => done('answer'));
  socket.on('subscribe', (event) => socket.emit(event));
});
const origin = await listening(http);
const open = () => io(origin, { forceNew: true });
/** @param {ReturnType<typeof open>} socket */
const close = (socket) => socket.disconnect();

let subscriptions = 0;

/**
 * Each listener has an event of its own: events of one name reach all listeners that are there when they arrive.
 *
 * @param {ReturnType<typeof open>} socket
 * @param {() => void} listener
 */
function subscribe(socket, listener) {
  subscriptions += 1;
  const event = `event ${subscriptions}`;
  socket.on(event, listener).emit('subscribe', event);
}

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'socket.io-client',
  cases: [
    use({
      how: 'in the acknowledgement: `socket.emit(name, callback)`',
      open,
      close,
      use: (see, socket) => void socket.emit('question', see),
      remedies: [
        {
          how: '`socket.emit(name, bind(callback))`',
          use: (see, socket) => void socket.emit('question', bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await socket.emitWithAck(name)`',
      open,
      close,
      use: async (see, socket) => {
        await socket.emitWithAck('question');
        see();
      },
    }),
    use({
      how: "in a listener: `socket.on('event', listener)`",
      open,
      close,
      use: (see, socket) => subscribe(socket, see),
      remedies: [
        {
          how: "`socket.on('event', bind(listener))`",
          use: (see, socket) => subscribe(socket, bind(see)),
        },
      ],
    }),
  ],
};
