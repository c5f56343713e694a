import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Context, Local, request } from '@aiolocals/core';
import { ContextModule, type ContextModuleOptions } from '@aiolocals/nest';
import { Catch, Controller, Module, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  type ClientProxy,
  ClientProxyFactory,
  type CustomTransportStrategy,
  MessagePattern,
  Server,
  Transport,
} from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { expect, inject, onTestFinished, test } from 'vitest';
import { type Data, type MessageAppOptions, startMessageApp } from './support/message-app.js';
import { hasRedis, REDIS } from './support/redis.js';
import { Tally } from './support/tally.js';
import { times } from './support/times.js';

const MESSAGES = times(40);
/** Both handlers of each event. */
const EVENTS = 2 * MESSAGES;
const TCP = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;
const byId = ContextModule.forRoot({ messageId: (data) => (data as Data).id });

/** Counts events, and tells when all have been handled. */
class Events {
  readonly #emitter = new EventEmitter();
  readonly all: Promise<unknown> = once(this.#emitter, 'all');
  #count = 0;
  readonly count = (): void => {
    this.#count += 1;
    if (this.#count === EVENTS) this.#emitter.emit('all');
  };
}

interface Sent {
  /** A prefix of all patterns: all users of a Redis share its channels. */
  readonly prefix?: string;
  readonly areStreamed?: boolean;
  readonly events?: Events;
}

async function sendAll(client: ClientProxy, sent: Sent): Promise<void> {
  const { prefix = '', areStreamed = true, events } = sent;
  await client.connect();
  const answers = Array.from({ length: MESSAGES }, async (_, index) => {
    const data = { id: `id-${index}` };
    const stream = { cmd: `${prefix}stream` };
    const patterns = ['plain', 'bare', 'scoped'].map((name) => prefix + name);
    for (const pattern of areStreamed ? [...patterns, stream] : patterns) {
      expect(await lastValueFrom(client.send(pattern, data))).toBe(data.id);
    }
    await expect(lastValueFrom(client.send(`${prefix}failing`, data))).rejects.toBeDefined();
    if (events !== undefined) client.emit(`${prefix}event`, data);
  });
  await Promise.all(answers);
  await events?.all;
}

async function startOnTcp(tally: Tally, options: Partial<MessageAppOptions>): Promise<ClientProxy> {
  const { app, port } = await startMessageApp(tally, { transport: TCP, ...options });
  const address = { host: '127.0.0.1', port: port() };
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options: address });
  onTestFinished(async () => {
    client.close();
    await app.close();
  });
  return client;
}

test('each place of overlapping messages over TCP sees the id of its own message', async ({
  task,
}) => {
  const tally = new Tally(() => Local.peek(request)?.id);
  const events = new Events();
  const client = await startOnTcp(tally, { imports: [byId], onEvent: events.count });
  await sendAll(client, { events });
  task.meta.places = {
    table: 'Nest: messages',
    column: 'ContextModule, TCP',
    counts: [...tally.places],
  };
  expect(tally.faults()).toEqual({});
  expect(tally.names()).toHaveLength(13);
});

test('each place of overlapping messages over Redis sees the id of its own message', async ({
  skip,
  task,
}) => {
  if (!(await hasRedis())) skip();
  const tally = new Tally(() => Local.peek(request)?.id);
  const events = new Events();
  const prefix = randomUUID();
  const transport = { transport: Transport.REDIS, options: REDIS } as const;
  const app = { transport, prefix, imports: [byId], onEvent: events.count };
  const running = await startMessageApp(tally, app);
  const client = ClientProxyFactory.create(transport);
  onTestFinished(async () => {
    client.close();
    await running.app.close();
  });
  // Nest 10 loses some of several results over Redis, with this package and without.
  const areStreamed = inject('major') > 10;
  await sendAll(client, { prefix, areStreamed, events });
  task.meta.places = {
    table: 'Nest: messages',
    column: 'ContextModule, Redis',
    counts: [...tally.places],
  };
  expect(tally.faults()).toEqual({});
  expect(tally.names()).toHaveLength(areStreamed ? 13 : 12);
});

/** The id of the context in which a message is handled that carries the one given. */
async function idOfMessage(options: ContextModuleOptions, id: string): Promise<string> {
  let seen = '';
  const tally = new Tally(() => (seen = request.id));
  const imports = [ContextModule.forRoot(options)];
  const client = await startOnTcp(tally, { imports });
  await lastValueFrom(client.send('bare', { id }));
  return seen;
}

const messageId = (data: unknown): string => (data as Data).id;
const isDigits = (id: string): boolean => /^\d+$/.test(id);
const isAnything = (): boolean => true;
const NEW = /^MSG[0-9a-f]{20}$/;

test.for([
  { options: {}, id: 'a1', seen: NEW },
  { options: { messageId }, id: 'a1', seen: /^a1$/ },
  { options: { messageId }, id: 'with a\nbreak', seen: NEW },
  { options: { messageId, validate: isDigits }, id: '1', seen: /^1$/ },
  { options: { messageId, validate: isDigits }, id: 'a1', seen: NEW },
  { options: { messageId, validate: isAnything }, id: 'with a\nbreak', seen: NEW },
])('a message has the id $id that it carries, if it may: $seen', async ({ options, id, seen }) => {
  expect(await idOfMessage(options, id)).toMatch(seen);
});

test('a `messageId` that throws is warned of once, and the messages get new ids', async () => {
  const warned: Error[] = [];
  const note = (warning: Error): void => void warned.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const failing = (): never => {
    throw new RangeError('no id');
  };
  for (let time = 0; time < 2; time += 1) {
    expect(await idOfMessage({ messageId: failing }, 'a1')).toMatch(NEW);
  }
  const ours = warned.filter(({ name }) => name === 'AiolocalsWarning');
  expect(ours.map(({ message }) => message)).toEqual([
    '`messageId` of ContextModule failed; a new id is used: RangeError: no id',
  ]);
});

/** A strategy that is called within the process. */
class Memory extends Server implements CustomTransportStrategy {
  listen(callback: () => void): void {
    callback();
  }
  close(): void {}
  on(): void {}
  unwrap(): never {
    throw new Error('nothing to unwrap');
  }
  async dispatch(pattern: string, data: Data): Promise<unknown> {
    return await this.getHandlerByPattern(pattern)?.(data, {});
  }
}

test('messages of a strategy of one’s own, and of a second app of the process, have their contexts', async () => {
  const tally = new Tally(() => Local.peek(request)?.id);
  const strategy = new Memory();
  const { app } = await startMessageApp(tally, { transport: { strategy }, imports: [byId] });
  onTestFinished(() => app.close());
  expect(await strategy.dispatch('bare', { id: 'a1' })).toBe('a1');
  expect(tally.faults()).toEqual({});

  const bareTally = new Tally(() => Local.peek(request)?.id);
  const bare = new Memory();
  const other = await startMessageApp(bareTally, { transport: { strategy: bare } });
  onTestFinished(() => other.app.close());
  expect(await bare.dispatch('bare', { id: 'a1' })).toBe('a1');
  // An app without the module is as it was.
  expect(bareTally.faults()).toEqual({
    'handler without enhancers': { right: 0, wrong: 0, missing: 1 },
  });
});

test('the context of a message closes, whether its handler succeeds or its filter throws', async () => {
  const contexts: (Context | undefined)[] = [];
  @Catch()
  class ThrowingFilter implements RpcExceptionFilter {
    catch(error: Error): never {
      throw error;
    }
  }
  @Controller()
  @UseFilters(ThrowingFilter)
  class MessagesController {
    @MessagePattern('good')
    good(): string {
      contexts.push(Context.current());
      return 'good';
    }
    @MessagePattern('bad')
    bad(): never {
      contexts.push(Context.current());
      throw new RangeError('bad');
    }
  }
  @Module({ imports: [byId], controllers: [MessagesController] })
  class AppModule {}
  const strategy = new Memory();
  const app = await NestFactory.createMicroservice(AppModule, { strategy, logger: false });
  onTestFinished(() => app.close());
  await app.listen();
  expect(await strategy.dispatch('good', { id: 'a1' })).toBe('good');
  await expect(strategy.dispatch('bad', { id: 'a2' })).rejects.toThrow('bad');
  // Nest's own handlers return promises. One that a strategy adds may throw at once.
  strategy.addHandler('at once', () => {
    contexts.push(Context.current());
    throw new RangeError('at once');
  });
  await expect(strategy.dispatch('at once', { id: 'a3' })).rejects.toThrow('at once');
  expect(contexts.map((context) => [context?.ident, context?.closed])).toEqual([
    ['a1', true],
    ['a2', true],
    ['a3', true],
  ]);
});

// The usual way is measured once, for the page of places.
const isMeasured = inject('major') === 12;
if (!isMeasured) console.log('Skipped: the control of a storage of one’s own runs on Nest 12 only');

test.runIf(isMeasured)(
  'control: wrapping the handlers in a storage of one’s own loses what is subscribed later',
  async ({ task }) => {
    const storage = new AsyncLocalStorage<string>();
    const tally = new Tally(() => storage.getStore());
    const client = await startOnTcp(tally, {
      prepare: (server) => {
        const { addHandler } = server;
        server.addHandler = function (pattern, handler, ...rest) {
          const wrapped = (data: Data, ...args: unknown[]): unknown =>
            storage.run(data.id, handler as (...args: unknown[]) => unknown, data, ...args);
          return addHandler.call(this, pattern, Object.assign(wrapped, handler), ...rest);
        };
      },
    });
    await sendAll(client, {});
    const counts = [...tally.places];
    task.meta.places = { table: 'Nest: messages', column: 'als.run around handlers, TCP', counts };
    expect(tally.faults()).toHaveProperty('handler', { right: 0, wrong: 0, missing: MESSAGES });
  },
);
