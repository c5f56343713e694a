import { createServer } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Context, Local, request } from '@aiolocals/core';
import { bindServer, openRequest } from '@aiolocals/core/http';
import { contextFetch } from '@aiolocals/core/web';
import { Hono } from 'hono';
import { streamSSE, streamText } from 'hono/streaming';
import { describe, expect, test } from 'vitest';
import { listen } from '../http/support/serve.js';

const currentId = (): string | undefined => Local.peek(request)?.id;
const ids = Array.from({ length: 50 }, (_, index) => `a${index}`);

function makeApp(seen: string[]): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    seen.push(`after ${c.req.header('x-request-id')} ${currentId()}`);
  });
  app.get('/text', (c) => c.text(`${currentId()}`));
  app.post('/echo', async (c) => c.text(`${currentId()} ${await c.req.text()}`));
  app.get('/stream', (c) =>
    streamText(c, async (stream) => {
      for (let part = 0; part < 3; part += 1) {
        await setImmediate();
        await stream.write(`${currentId()},`);
      }
    }),
  );
  app.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      await setImmediate();
      await stream.writeSSE({ data: `${currentId()}` });
    }),
  );
  app.get('/pulled', (c) => {
    let left = 3;
    return c.body(
      new ReadableStream({
        async pull(controller) {
          await setImmediate();
          left -= 1;
          if (left < 0) controller.close();
          else controller.enqueue(new TextEncoder().encode(`${currentId()},`));
        },
      }),
    );
  });
  app.onError((error, c) => c.text(`${error.message} ${currentId()}`, 500));
  app.get('/error', () => {
    throw new Error('of a handler');
  });
  return app;
}

const doors = {
  'contextFetch alone': (app: Hono) =>
    createServer(getRequestListener(contextFetch(app.fetch as never) as never)),
  'bindServer alone': (app: Hono) => bound(createServer(getRequestListener(app.fetch))),
  'contextFetch behind bindServer': (app: Hono) =>
    bound(createServer(getRequestListener(contextFetch(app.fetch as never) as never))),
};

function bound<Server extends ReturnType<typeof createServer>>(server: Server): Server {
  bindServer(server);
  return server;
}

describe.each(Object.entries(doors))('Hono on Node, with %s', (_name, serve) => {
  test('is in the context of each request, to the end of its body', async () => {
    const seen: string[] = [];
    const { url } = await listen(serve(makeApp(seen)));
    const ask = async (id: string, path: string, init: RequestInit = {}): Promise<string> => {
      const response = await fetch(url + path, { ...init, headers: { 'X-Request-ID': id } });
      expect(response.headers.get('x-request-id')).toBe(id);
      return await response.text();
    };
    const answers = await Promise.all(
      ids.map(async (id) => [
        await ask(id, '/text'),
        await ask(id, '/echo', { method: 'POST', body: 'body' }),
        await ask(id, '/stream'),
        await ask(id, '/events'),
        await ask(id, '/pulled'),
        await ask(id, '/error'),
        await ask(id, '/nowhere'),
      ]),
    );
    expect(answers).toEqual(
      ids.map((id) => [
        id,
        `${id} body`,
        `${id},${id},${id},`,
        `data: ${id}\n\n`,
        `${id},${id},${id},`,
        `of a handler ${id}`,
        '404 Not Found',
      ]),
    );
    expect(seen.filter((line) => !/^after (a\d+) \1$/.test(line))).toEqual([]);
    expect(seen).toHaveLength(7 * ids.length);
  });
});

/**
 * Serves with a handler of Requests behind `bindServer`, and notes how the context of each relates to that of the
 * server's request.
 */
async function joined(
  request_: (url: string) => Request | readonly Request[],
  around: <Result>(run: () => Result) => Result = (run) => run(),
): Promise<readonly boolean[]> {
  const inside = contextFetch(() => {
    found.push(Context.current()?.root);
    return new Response('ok');
  });
  const found: (Context | undefined)[] = [];
  let own: Context | undefined;
  const server = createServer(async (req, res) => {
    own = Context.current();
    const requests = [request_(`http://${req.headers.host}${req.url}`)].flat();
    for (const one of requests) await (await around(() => inside(one))).text();
    res.end();
  });
  bindServer(server);
  const { url } = await listen(server);
  await (await fetch(`${url}/a/../b?x=1`, { headers: { 'X-Request-ID': 'a1' } })).text();
  return found.map((context) => context === own);
}

describe('contextFetch behind bindServer', () => {
  test('joins for the request that the server was asked for, once, wherever in it', async () => {
    const headers = { 'X-Request-ID': 'a2' };
    expect(await joined((url) => new Request(url))).toEqual([true]);
    expect(
      await joined(
        (url) => new Request(url, { headers }),
        (run) => new Context().run(run),
      ),
    ).toEqual([true]);
    expect(await joined((url) => [new Request(url), new Request(url, { headers })])).toEqual([
      true,
      false,
    ]);
    expect(
      await joined((url) => {
        const one = new Request(url);
        return [one, one];
      }),
    ).toEqual([true, true]);
  });

  test('opens a context of its own for any other', async () => {
    expect(await joined((url) => new Request(`${url}&more`))).toEqual([false]);
    expect(await joined((url) => new Request(url.replace('/b', '/c')))).toEqual([false]);
    expect(await joined((url) => new Request(url, { method: 'POST' }))).toEqual([false]);
    expect(await joined((url) => new Request(url.replace('127.0.0.1', 'x')))).toEqual([false]);
    expect(
      await joined(
        (url) => new Request(url),
        (run) => Context.exit(run),
      ),
    ).toEqual([false]);
    const other = new Context({ parent: null });
    expect(
      await joined(
        (url) => new Request(url),
        (run) => other.enter(run),
      ),
    ).toEqual([false]);
  });

  test('opens one for a request that comes when that of the current context has ended', async () => {
    const inside = contextFetch(() => new Response(currentId()));
    const later: Promise<string>[] = [];
    const server = createServer((req, res) => {
      const incoming = new Request(`http://${req.headers.host}${req.url}`);
      const context = Context.current();
      res.end(() =>
        later.push(
          new Promise((resolve) =>
            context?.onClose(() =>
              setTimeout(async () => resolve(await (await inside(incoming)).text()), 0),
            ),
          ),
        ),
      );
    });
    bindServer(server);
    const { url } = await listen(server);
    await (await fetch(url)).text();
    await expect.poll(() => later.length).toBe(1);
    expect(await later[0]).toMatch(/^REQ/);
  });

  test('opens one where the request of Node does not tell what it asks for', async () => {
    const inside = contextFetch(() => new Response(currentId()));
    for (const made of [
      { headers: {} },
      { headers: { host: 'x' }, url: 'http://[', method: 'GET' },
      {},
    ]) {
      const context = openRequest(made as never, { setHeader() {} } as never);
      const response = context.enter(inside, new Request('http://x/')) as Response;
      expect(await response.text()).not.toBe(context.ident);
    }
  });

  test('knows a request of HTTP/2 by its authority', async () => {
    const inside = contextFetch(() => new Response(currentId()));
    const made = { headers: {}, authority: 'x', url: '/a', method: 'GET' };
    const context = openRequest(made as never, { setHeader() {} } as never);
    const response = context.enter(inside, new Request('http://x/a')) as Response;
    expect(await response.text()).toBe(context.ident);
  });
});
