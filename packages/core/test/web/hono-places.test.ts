import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Local, request } from '@aiolocals/core';
import { contextFetch } from '@aiolocals/core/web';
import { type Context as HonoContext, Hono } from 'hono';
import { streamSSE, streamText } from 'hono/streaming';
import { expect, test } from 'vitest';
import { type Places, Tally } from '../../../../place-tally.js';
import { listen } from '../http/support/serve.js';

declare module 'vitest' {
  interface TaskMeta {
    /** For `pnpm places`. */
    places?: Places;
  }
}

/** What gives requests their id. */
interface Way {
  readonly column: string;
  readonly currentId: () => string | undefined;
  readonly mount: (app: Hono) => void;
  readonly around: (fetch: Hono['fetch']) => Hono['fetch'];
}

const storage = new AsyncLocalStorage<string>();

const ours: Way = {
  column: 'contextFetch',
  currentId: () => Local.peek(request)?.id,
  mount: () => {},
  around: (fetch) => contextFetch(fetch as never) as never,
};

const usual: Way = {
  column: 'als.run in app.use',
  currentId: () => storage.getStore(),
  mount: (app) =>
    void app.use(async (c, next) => await storage.run(String(c.req.header('x-request-id')), next)),
  around: (fetch) => fetch,
};

const ids = Array.from({ length: 20 }, (_, index) => `a${index}`);
const PATHS = ['/json', '/stream', '/events', '/pulled', '/error', '/nowhere'];

/** Calls all waiting callbacks in the context of one of them, as a shared connection does. */
function sharedConnection(size: number): (callback: () => void) => void {
  let waiting: (() => void)[] = [];
  return (callback) => {
    waiting.push(callback);
    if (waiting.length < size) return;
    const callbacks = waiting;
    waiting = [];
    for (const each of callbacks) each();
  };
}

/** Sends requests that overlap, and counts at each place whose id code of a user sees. */
async function tallyOf(way: Way): Promise<Tally> {
  const tally = new Tally(way.currentId);
  const see = (place: string, c: HonoContext): void =>
    tally.see(place, c.req.header('x-request-id'));
  const query = sharedConnection(ids.length);

  const app = new Hono();
  app.use(async (c, next) => {
    see('middleware mounted first', c);
    await next();
    see('middleware mounted first, after next', c);
  });
  way.mount(app);
  app.use(async (c, next) => {
    see('middleware', c);
    await next();
    see('middleware, after next', c);
  });
  app.post('/json', async (c) => {
    const { of } = await c.req.json<{ of: string }>();
    see('handler, after the body', c);
    await new Promise<void>((resolve) => query(resolve));
    see('handler, after a shared connection', c);
    return c.json({ of });
  });
  app.get('/stream', (c) =>
    streamText(c, async (stream) => {
      await setImmediate();
      see('streamText', c);
      await stream.write('text');
    }),
  );
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      await setImmediate();
      see('streamSSE', c);
      await stream.writeSSE({ data: 'text' });
    }),
  );
  app.get('/pulled', (c) => {
    let left = 3;
    return c.body(
      new ReadableStream(
        {
          async pull(controller) {
            await setImmediate();
            see('pull of a streamed body', c);
            left -= 1;
            if (left < 0) controller.close();
            else controller.enqueue(new Uint8Array(2 ** 16));
          },
        },
        { highWaterMark: 0 },
      ),
    );
  });
  app.get('/error', async () => {
    await setImmediate();
    throw new Error('of a handler');
  });
  app.onError((error, c) => {
    see('onError', c);
    return c.text(error.message, 500);
  });
  app.notFound((c) => {
    see('notFound', c);
    return c.text('no', 404);
  });

  const { url } = await listen(createServer(getRequestListener(way.around(app.fetch))));
  await Promise.all(
    ids.map(async (id) => {
      for (const path of PATHS) {
        const headers = { 'X-Request-ID': id, 'Content-Type': 'application/json' };
        const body = path === '/json' ? { method: 'POST', body: JSON.stringify({ of: id }) } : {};
        await (await fetch(url + path, { headers, ...body })).text();
      }
    }),
  );
  return tally;
}

test('each place of a Hono app behind `contextFetch` sees its own request', async ({ task }) => {
  const tally = await tallyOf(ours);
  task.meta.places = { table: 'Hono', column: ours.column, counts: [...tally.places] };
  expect(tally.places.size).toBe(11);
  expect(tally.faults()).toEqual({});
});

test('control: a storage of one’s own misses what runs outside of its middleware', async ({
  task,
}) => {
  const tally = await tallyOf(usual);
  task.meta.places = { table: 'Hono', column: usual.column, counts: [...tally.places] };
  expect(tally.places.size).toBe(11);
  expect(tally.faults()).toHaveProperty('pull of a streamed body');
});
