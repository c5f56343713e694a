// A chat: what one client says goes to all others. Each line of the log has the id of the message that caused it.
import type { IncomingMessage } from 'node:http';
import { setImmediate as later } from 'node:timers/promises';
import { Local } from '@aiolocals/core';
import { bindWebSocketServer } from '@aiolocals/ws';
import winston from 'winston';
import { WebSocketServer } from 'ws';

const user = new Local<{ name: string }>({ name: 'nobody' });

export function startChat(): WebSocketServer {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  bindWebSocketServer(server, {
    message: { timeout: 5_000 },
    setup: (req: IncomingMessage) => {
      user.name = String(req.headers['x-user']);
    },
  });
  server.on('connection', (socket) => {
    winston.info('joined', { user: user.name });
    socket.on('message', async (data: Buffer) => {
      const text = data.toString();
      winston.info('said', { user: user.name, text });
      await later();
      for (const other of server.clients) {
        // The callback runs in this message's context, although the socket is another client's.
        if (other !== socket)
          other.send(`${user.name}: ${text}`, () =>
            winston.info('sent', { user: user.name, text }),
          );
      }
    });
    socket.on('close', () => winston.info('left', { user: user.name }));
  });
  return server;
}
