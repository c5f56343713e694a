import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { ContextModule } from '@aiolocals/nest';
import { type BindableServer, bindWebSocketServer } from '@aiolocals/ws';
import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  type ExecutionContext,
  type INestApplication,
  Injectable,
  Module,
  type NestInterceptor,
  type PipeTransform,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import { IoAdapter } from '@nestjs/platform-socket.io';
import {
  BaseWsExceptionFilter,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  SubscribeMessage,
  WebSocketGateway,
} from '@nestjs/websockets';
import { concatWith, interval, map, NEVER, type Observable, of, take, tap } from 'rxjs';
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket, type WebSocketServer } from 'ws';
import { SharedConnection } from './support/shared-connection.js';
import { Tally } from './support/tally.js';
import { times } from './support/times.js';

const CONNECTIONS = times(10);

interface Data {
  readonly id: string;
}

/** What is used of a socket of socket.io. */
interface Socket {
  readonly handshake: object;
  emit(event: string, data: unknown): void;
}

const tick = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 1));
const idOfClient = new WeakMap<object, string>();

interface Running {
  readonly app: INestApplication;
  readonly url: string;
  readonly tally: Tally;
  readonly idents: Set<string>;
  readonly messages: Context[];
  readonly allGone: Promise<void>;
}

async function start(adapter: (app: INestApplication) => WsAdapter | IoAdapter): Promise<Running> {
  // Those of messages are numbered: `id-1/1`.
  const tally = new Tally(() => Local.peek(request)?.id.split('/')[0]);
  const see = (place: string, { id }: Data): void => {
    tally.see(place, id);
    expect(Local.peek(request)?.id).toBe(Context.current()?.ident);
  };
  const shared = new SharedConnection();
  const idents = new Set<string>();
  const messages: Context[] = [];
  let gone = 0;
  let end = (): void => {};
  const allGone = new Promise<void>((resolve) => {
    end = resolve;
  });

  @Injectable()
  class Guard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const data = context.switchToWs().getData<Data>();
      const current = Context.current();
      if (current) messages.push(current);
      see('guard', data);
      await new Promise<void>((resolve) => shared.query(resolve));
      see('guard, after a shared connection', data);
      return true;
    }
  }

  @Injectable()
  class Interceptor implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const data = context.switchToWs().getData<Data>();
      see('interceptor, before', data);
      return next.handle().pipe(tap({ next: () => see('interceptor, after', data) }));
    }
  }

  @Injectable()
  class Pipe implements PipeTransform {
    transform(value: Data): Data {
      see('pipe', value);
      return value;
    }
  }

  @Catch()
  class Filter extends BaseWsExceptionFilter {
    override catch(_error: unknown, host: ArgumentsHost): void {
      const data = host.switchToWs().getData<Data>();
      see('exception filter', data);
      const client = host.switchToWs().getClient<Socket | WebSocket>();
      if ('handshake' in client) client.emit('failed', data);
      else client.send(JSON.stringify({ event: 'failed', data }));
    }
  }

  @UseGuards(Guard)
  @UseInterceptors(Interceptor)
  @UsePipes(Pipe)
  @UseFilters(Filter)
  @WebSocketGateway()
  class Gateway implements OnGatewayConnection, OnGatewayDisconnect {
    handleConnection(
      client: { request?: { headers: Record<string, string> } },
      message?: { headers: Record<string, string> },
    ): void {
      const headers = message?.headers ?? client.request?.headers ?? {};
      const id = headers['x-request-id'] ?? '';
      idOfClient.set(client, id);
      tally.see('connection', id);
    }

    handleDisconnect(client: object): void {
      tally.see('disconnect', idOfClient.get(client));
      gone += 1;
      if (gone === CONNECTIONS) end();
    }

    @SubscribeMessage('plain')
    async plain(@MessageBody() data: Data): Promise<object> {
      see('handler', data);
      await tick();
      see('handler, after an await', data);
      idents.add(Context.current()?.ident ?? '');
      return { event: 'plain', data };
    }

    @SubscribeMessage('stream')
    stream(@MessageBody() data: Data): Observable<object> {
      return interval(1).pipe(
        take(2),
        map((index) => {
          see('stream of results', data);
          return { event: index === 1 ? 'stream' : 'more', data };
        }),
      );
    }

    @SubscribeMessage('failing')
    async failing(@MessageBody() data: Data): Promise<void> {
      await tick();
      see('handler, after an await', data);
      throw new Error('failed');
    }
  }

  @Module({ imports: [ContextModule.forRoot()], providers: [Gateway] })
  class AppModule {}

  const app = await NestFactory.create(AppModule, { logger: false });
  app.useWebSocketAdapter(adapter(app));
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return { app, url: `127.0.0.1:${port}`, tally, idents, messages, allGone };
}

function check({ tally, idents, messages }: Running): void {
  expect(tally.faults()).toEqual({});
  expect(tally.names()).toEqual([
    'connection',
    'disconnect',
    'exception filter',
    'guard',
    'guard, after a shared connection',
    'handler',
    'handler, after an await',
    'interceptor, after',
    'interceptor, before',
    'pipe',
    'stream of results',
  ]);
  // Each message has its own child of the connection's context.
  expect(idents.size).toBe(2 * CONNECTIONS);
  expect(messages).toHaveLength(4 * CONNECTIONS);
  expect(messages.filter(({ closed }) => !closed)).toEqual([]);
}

test('ws: each place of a gateway sees the id of its own connection, in a child for each message', async ({
  task,
}) => {
  const running = await start((app) => new WsAdapter(app));
  const one = async (index: number): Promise<void> => {
    const data = { id: `id-${index}` };
    const socket = new WebSocket(`ws://${running.url}`, { headers: { 'X-Request-ID': data.id } });
    await once(socket, 'open');
    const awaited = ['plain', 'plain', 'stream', 'failed'];
    const done = new Promise<void>((resolve) => {
      socket.on('message', (text: Buffer) => {
        const { event } = JSON.parse(text.toString()) as { event: string };
        const at = awaited.indexOf(event);
        if (at !== -1) awaited.splice(at, 1);
        if (awaited.length === 0) resolve();
      });
    });
    for (const event of ['plain', 'plain', 'stream', 'failing']) {
      socket.send(JSON.stringify({ event, data }));
    }
    await done;
    socket.close();
    await once(socket, 'close');
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => one(index)));
  await running.allGone;
  task.meta.places = {
    table: 'Nest: gateways',
    column: 'ContextModule, ws',
    counts: [...running.tally.places],
  };
  check(running);
});

test('socket.io: each place of a gateway sees the id of its own connection, in a child for each message', async ({
  task,
}) => {
  const running = await start((app) => new IoAdapter(app));
  const one = async (index: number): Promise<void> => {
    const data = { id: `id-${index}` };
    const socket = io(`http://${running.url}`, {
      extraHeaders: { 'X-Request-ID': data.id },
      // Some begin with polling.
      transports: index % 2 === 0 ? ['websocket'] : ['polling', 'websocket'],
      forceNew: true,
    });
    const awaited = ['plain', 'plain', 'stream', 'failed'];
    const done = new Promise<void>((resolve) => {
      socket.onAny((event: string) => {
        const at = awaited.indexOf(event);
        if (at !== -1) awaited.splice(at, 1);
        if (awaited.length === 0) resolve();
      });
    });
    for (const event of ['plain', 'plain', 'stream', 'failing']) socket.emit(event, data);
    await done;
    socket.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => one(index)));
  await running.allGone;
  task.meta.places = {
    table: 'Nest: gateways',
    column: 'ContextModule, socket.io',
    counts: [...running.tally.places],
  };
  check(running);
});

/** Hands out no request of the handshake, and does not say when a client goes. */
class SilentAdapter extends WsAdapter {
  override bindClientConnect(
    server: { on: EventEmitter['on'] },
    callback: (client: object) => void,
  ): void {
    server.on('connection', (client: object) => callback(client));
  }
}

test('a message that is in progress is cancelled when its connection ends', async () => {
  const reasons: unknown[] = [];
  const ends = new EventEmitter();
  const note = (): void => {
    const { signal } = Context.current() as Context;
    signal.addEventListener('abort', () => {
      reasons.push((signal.reason as Error).message);
      if (reasons.length === 2) ends.emit('both');
    });
  };
  const both = once(ends, 'both');
  @WebSocketGateway()
  class Gateway {
    @SubscribeMessage('stream')
    stream(): Observable<object> {
      note();
      return of({ event: 'working', data: {} }).pipe(concatWith(NEVER));
    }
    @SubscribeMessage('work')
    async work(): Promise<never> {
      note();
      return await new Promise<never>(() => {});
    }
  }
  @Module({ imports: [ContextModule.forRoot()], providers: [Gateway] })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(socket, 'open');
  for (const event of ['work', 'stream']) socket.send(JSON.stringify({ event, data: {} }));
  await once(socket, 'message');
  socket.close();
  await both;
  const expected = ['the connection has ended', 'the results are not wanted'];
  expect(reasons).toEqual(expect.arrayContaining(expected));
});

test('a gateway whose server is bound by @aiolocals/ws handles messages in the contexts of that', async () => {
  const seen: unknown[] = [];
  @WebSocketGateway()
  class Gateway {
    afterInit(server: BindableServer): void {
      bindWebSocketServer(server);
      (server as WebSocketServer).on('connection', (socket) => {
        socket.on('message', () => seen.push(request.id));
      });
    }
    @SubscribeMessage('who')
    who(): object {
      seen.push(request.id);
      return { event: 'who', data: {} };
    }
  }
  @Module({ imports: [ContextModule.forRoot()], providers: [Gateway] })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: { 'X-Request-ID': 'a1' } });
  await once(socket, 'open');
  socket.send(JSON.stringify({ event: 'who', data: {} }));
  await once(socket, 'message');
  socket.close();
  expect(seen).toEqual([seen[0], expect.stringMatching(/^a1\/\d+$/)]);
});

test('a connection whose handshake is not known has an id of its own', async () => {
  @WebSocketGateway()
  class Gateway {
    @SubscribeMessage('who')
    who(): object {
      return { event: 'who', data: { id: request.id, path: request.path } };
    }
  }
  @Module({ imports: [ContextModule.forRoot()], providers: [Gateway] })
  class AppModule {}
  const app = await NestFactory.create(AppModule, { logger: false });
  const adapter = new SilentAdapter(app);
  Object.defineProperty(adapter, 'bindClientDisconnect', { value: undefined });
  app.useWebSocketAdapter(adapter);
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const ask = async (): Promise<{ id: string; path: string }> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: { 'X-Request-ID': 'a1' } });
    await once(socket, 'open');
    socket.send(JSON.stringify({ event: 'who', data: {} }));
    const [text] = (await once(socket, 'message')) as [Buffer];
    socket.close();
    return (JSON.parse(text.toString()) as { data: { id: string; path: string } }).data;
  };
  const [one, other] = await Promise.all([ask(), ask()]);
  expect([one.path, other.path]).toEqual(['who', 'who']);
  expect(one.id).not.toBe('');
  expect(one.id).not.toBe(other.id);
});
