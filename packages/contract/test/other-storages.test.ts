import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import {
  createServer,
  request as send,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { openRequest } from '@aiolocals/core/http';
import { contextMiddleware } from '@aiolocals/express';
import { contextMiddleware as koaMiddleware } from '@aiolocals/koa';
import { expressVersions, koaVersions } from '@aiolocals/contract';
import { context as otel, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const storage = new AsyncLocalStorage<string>();
const key = createContextKey('test');
const manager = new AsyncLocalStorageContextManager();

beforeAll(() => void otel.setGlobalContextManager(manager.enable()));
afterAll(() => otel.disable());

type Enter = <Result>(id: string, next: () => Result) => Result;
type Read = () => unknown;

const others: readonly (readonly [name: string, enter: Enter, read: Read])[] = [
  ['a second AsyncLocalStorage', (id, next) => storage.run(id, next), () => storage.getStore()],
  [
    'the context manager of OpenTelemetry',
    (id, next) => otel.with(ROOT_CONTEXT.setValue(key, id), next),
    () => otel.active().getValue(key),
  ],
];

/** What `read` says at each place where code of a user runs. */
function watch(req: IncomingMessage, res: ServerResponse, read: Read, seen: Set<string>): void {
  const note = (place: string) => (): void => void seen.add(`${place}: ${String(read())}`);
  note('handler')();
  for (const event of ['data', 'end', 'close']) req.on(event, note(`request ${event}`));
  for (const event of ['finish', 'close']) res.on(event, note(`response ${event}`));
  req.on('end', () => {
    res.write('1', note('write'));
    res.end('2', note('end'));
  });
}

type Serve = (isOurs: boolean) => (req: IncomingMessage, res: ServerResponse) => void;

async function run(listener: ReturnType<Serve>): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // One after the other, so that the result does not depend on chance.
  for (let index = 0; index < 3; index += 1) {
    const outgoing = send({ port, host: '127.0.0.1', method: 'POST', agent: false });
    outgoing.write('one');
    outgoing.end('two');
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    await once(incoming.resume(), 'close');
  }
  const closed = once(server, 'close');
  server.close();
  await closed;
}

describe.each(others)('%s reads the same with and without ours', (_name, enter, read) => {
  test.each([
    ['entered before', false],
    ['entered after', true],
  ])('on node:http, %s', async (_order, oursFirst) => {
    const without = new Set<string>();
    await run((req, res) => enter('id', () => watch(req, res, read, without)));
    const withOurs = new Set<string>();
    await run((req, res) => {
      const handle = (): void => watch(req, res, read, withOurs);
      if (oursFirst) openRequest(req, res).enter(() => enter('id', handle));
      else enter('id', () => openRequest(req, res).enter(handle));
    });
    expect(withOurs.size).toBeGreaterThanOrEqual(8);
    expect([...withOurs].toSorted()).toEqual([...without].toSorted());
  });

  test.each(
    expressVersions.flatMap(([version, express]) =>
      [false, true].map((oursFirst) => ({ version, express, oursFirst })),
    ),
  )('on express $version, ours first: $oursFirst', async ({ express, oursFirst }) => {
    const runWith = async (isOurs: boolean): Promise<string[]> => {
      const seen = new Set<string>();
      const app = express();
      if (isOurs && oursFirst) app.use(contextMiddleware());
      app.use((_req, _res, next) => enter('id', next));
      if (isOurs && !oursFirst) app.use(contextMiddleware());
      app.use((req, res) => watch(req, res, read, seen));
      await run(app);
      return [...seen].toSorted();
    };
    expect(await runWith(true)).toEqual(await runWith(false));
  });

  test.each(
    koaVersions.flatMap(([version, Koa]) =>
      [false, true].map((oursFirst) => ({ version, Koa, oursFirst })),
    ),
  )('on koa $version, ours first: $oursFirst', async ({ Koa, oursFirst }) => {
    const runWith = async (isOurs: boolean): Promise<string[]> => {
      const seen = new Set<string>();
      const note = (place: string): void => void seen.add(`${place}: ${String(read())}`);
      // Each request takes another way through Koa's response.
      const ways: readonly ((res: ServerResponse) => unknown)[] = [
        () => ({ toJSON: () => note('toJSON') }),
        () =>
          new Readable({
            read() {
              note('body read');
              this.push(null);
            },
          }).on('close', () => note('body close')),
        () => {
          throw new Error('as the test wants it');
        },
      ];
      let way = 0;
      const app = new Koa();
      app.silent = true;
      app.on('error', () => note('error'));
      if (isOurs && oursFirst) app.use(koaMiddleware());
      app.use(async (_ctx, next) => await enter('id', next));
      if (isOurs && !oursFirst) app.use(koaMiddleware());
      app.use(async (ctx, next) => {
        note('before');
        for (const event of ['finish', 'close']) ctx.res.on(event, () => note(`response ${event}`));
        for (const event of ['data', 'end']) ctx.req.on(event, () => note(`request ${event}`));
        await once(ctx.req, 'end');
        await next();
        note('after');
      });
      app.use((ctx) => {
        const body = ways[way++];
        ctx.body = body?.(ctx.res);
      });
      await run(app.callback());
      expect(way).toBe(ways.length);
      return [...seen].toSorted();
    };
    const withOurs = await runWith(true);
    expect(new Set(withOurs.map((line) => line.split(':', 1).join(''))).size).toBe(10);
    expect(withOurs).toEqual(await runWith(false));
  });
});
