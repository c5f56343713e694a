// @ts-check
import { once } from 'node:events';
import { createServer } from 'node:http';
import { bind, bindEmitter, Context } from '@aiolocals/core';
import { WebSocket, WebSocketServer } from 'ws';
import { listening } from '../../harness/http-server.mjs';
import { use } from '../../harness/library.mjs';

const http = createServer();
new WebSocketServer({ server: http }).on('connection', (socket) => {
  socket.on('message', (data) => socket.send(data));
});
const origin = await listening(http);
const open = async () => {
  const socket = new WebSocket(origin.replace('http', 'ws'));
  await once(socket, 'open');
  return socket.setMaxListeners(0);
};
const close = (/** @type {WebSocket} */ socket) => socket.terminate();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'ws',
  cases: [
    use({
      how: 'in the callback: `socket.send(data, callback)`',
      open,
      close,
      use: (see, socket) => socket.send('ham', see),
    }),
    use({
      how: "in a listener on a shared socket: `socket.on('message', listener)`",
      open,
      close,
      use: (see, socket, index) => {
        socket.on('message', see);
        if (index === 99) socket.send('ham');
      },
      remedies: [
        {
          how: '`bindEmitter(socket)`',
          open: async () => {
            const socket = await open();
            Context.exit(() => bindEmitter(socket));
            return socket;
          },
        },
        {
          how: "`socket.on('message', bind(listener))`",
          use: (see, socket, index) => {
            socket.on('message', bind(see));
            if (index === 99) socket.send('ham');
          },
        },
      ],
    }),
  ],
};
