import type { IncomingMessage } from 'node:http';
import { type BindableServer, bindWebSocketServer } from '@aiolocals/ws';
import { type BindableIo, bindIo } from '@aiolocals/ws/socket.io';
import type { Server } from 'socket.io';
import { expectTypeOf, test } from 'vitest';
import type { WebSocketServer } from 'ws';

test('the servers of both can be bound', () => {
  expectTypeOf<WebSocketServer>().toExtend<BindableServer>();
  expectTypeOf<Server>().toExtend<BindableIo>();
  expectTypeOf<Server<{ x: (text: string) => void }>>().toExtend<BindableIo>();
});

test('the functions of the options know what they get', () => {
  const server = {} as WebSocketServer;
  bindWebSocketServer(server, {
    setup: (req) => expectTypeOf(req).toEqualTypeOf<IncomingMessage>(),
    message: {
      id: (data, isBinary) => {
        expectTypeOf(isBinary).toEqualTypeOf<boolean>();
        return Buffer.isBuffer(data) ? data.toString() : undefined;
      },
    },
  });
  bindIo({} as Server, {
    message: {
      id: (event, ...args) => {
        expectTypeOf(args).toEqualTypeOf<unknown[]>();
        return event;
      },
    },
  });
});
