import { setImmediate } from 'node:timers/promises';
import { Context, Local, request } from '@aiolocals/core';
import type { RequestSummary } from '@aiolocals/core/http';
import { contextFetch } from '@aiolocals/core/web';
import { describe, expect, test } from 'vitest';
import { warnings } from '../http/support/warnings.js';

const currentId = (): string | undefined => Local.peek(request)?.id;
const asking = (id: string, init: RequestInit = {}): Request =>
  new Request('http://x/a/b?secret=1', { ...init, headers: { 'X-Request-ID': id } });
const ids = Array.from({ length: 100 }, (_, index) => `a${index}`);
const encoder = new TextEncoder();

/** A body whose parts say in which context each was made. */
function tellingBody(seen: string[], parts = 3): ReadableStream<Uint8Array> {
  let made = 0;
  return new ReadableStream({
    start: () => void seen.push(`start ${currentId()}`),
    async pull(controller) {
      seen.push(`pull ${currentId()}`);
      await setImmediate();
      if ((made += 1) > parts) controller.close();
      else controller.enqueue(encoder.encode(`${currentId()},`));
    },
    cancel: (reason) => void seen.push(`cancel ${currentId()} ${String(reason)}`),
  });
}

describe('contextFetch', () => {
  test('gives each of a hundred requests at a time its own context, wherever their bodies are read', async () => {
    const serve = contextFetch(async (incoming: Request) => {
      await setImmediate();
      return new Response(tellingBody([]), {
        headers: { 'X-Path': request.path, 'X-Url': incoming.url },
      });
    });
    const responses = await new Context({ ident: 'somebody' }).run(
      async () => await Promise.all(ids.map(async (id) => await serve(asking(id)))),
    );
    const texts = await Promise.all(responses.map(async (response) => await response.text()));
    expect(texts).toEqual(ids.map((id) => `${id},${id},${id},`));
    expect(responses.map(({ headers }) => headers.get('x-request-id'))).toEqual(ids);
    expect(responses[0]?.headers.get('x-path')).toBe('/a/b');
  });

  test('keeps the context open until the body has been read, and runs all of it inside', async () => {
    const seen: string[] = [];
    const summaries: RequestSummary[] = [];
    let context: Context | undefined;
    const serve = contextFetch(
      () => {
        context = Context.current();
        return new Response(tellingBody(seen), { status: 201 });
      },
      { onClose: (summary) => void summaries.push(summary) },
    );
    const response = serve(asking('a1', { method: 'POST' })) as Response;
    expect(response).toBeInstanceOf(Response);
    expect(context?.closed).toBe(false);
    expect(summaries).toEqual([]);
    await response.text();
    expect(context?.closed).toBe(true);
    expect(context?.cancelled).toBe(false);
    expect(new Set(seen)).toEqual(new Set(['start a1', 'pull a1']));
    expect(summaries).toMatchObject([
      { method: 'POST', path: '/a/b', status: 201, bytes: 9, aborted: false },
    ]);
    await (serve(new Request('http://x/no-id')) as Response).text();
    expect(summaries).toHaveLength(2);
    expect(summaries[1]).not.toHaveProperty('rejectedId');
  });

  test('makes each part of a body in its context, if that is made only when it is asked for', async () => {
    const seen: (string | undefined)[] = [];
    const serve = contextFetch(() => {
      const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        seen.push(currentId());
        if (seen.length === 3) controller.close();
        else controller.enqueue(encoder.encode('x'));
      };
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    });
    const responses = [serve(asking('a1')) as Response];
    const read = async (): Promise<unknown> => await responses[0]?.text();
    expect(await new Context({ parent: null, ident: 'another' }).run(read)).toBe('xx');
    expect(seen).toEqual(['a1', 'a1', 'a1']);
  });

  test.each([
    ['without a body', (): Response => new Response(null, { status: 204 })],
    ['for HEAD', (): Response => new Response('text')],
    ['that redirects', (): Response => Response.redirect('http://x/other', 302)],
  ])('closes the context at once for a response %s', async (what, respond) => {
    let context: Context | undefined;
    const serve = contextFetch(() => {
      context = Context.current();
      return respond();
    });
    const response = await serve(asking('a1', what === 'for HEAD' ? { method: 'HEAD' } : {}));
    expect(context?.closed).toBe(true);
    expect(response.headers.get('x-request-id')).toBe('a1');
    expect(response.status).toBe(respond().status);
  });

  test('cancels the context when the body is cancelled, and tells its source why', async () => {
    const seen: string[] = [];
    let context: Context | undefined;
    const serve = contextFetch(() => {
      context = Context.current();
      context?.signal.addEventListener('abort', () => seen.push(`abort ${currentId()}`));
      return new Response(tellingBody(seen));
    });
    const reader = (serve(asking('a1')) as Response).body?.getReader();
    await reader?.read();
    await reader?.cancel('enough');
    expect(seen.slice(-2)).toEqual(['abort a1', 'cancel a1 enough']);
    expect(context).toMatchObject({ closed: true, cancelled: true });
  });

  test('cancels the context with the error of a body that fails', async () => {
    let context: Context | undefined;
    const serve = contextFetch(() => {
      context = Context.current();
      return new Response(
        new ReadableStream({
          pull() {
            throw new Error(`of the body of ${currentId()}`);
          },
        }),
      );
    });
    const response = serve(asking('a1')) as Response;
    await expect(response.text()).rejects.toThrow('of the body of a1');
    expect(context).toMatchObject({ closed: true, cancelled: true });
    expect(context?.signal.reason).toEqual(new Error('of the body of a1'));
  });

  test('cancels the context when the client goes away, also if nobody cancels the body', async () => {
    for (const moment of ['before', 'while handling', 'while sending']) {
      const client = new AbortController();
      if (moment === 'before') client.abort();
      let context: Context | undefined;
      const serve = contextFetch(async () => {
        context = Context.current();
        if (moment === 'while handling') client.abort();
        await setImmediate();
        expect(context?.cancelled).toBe(moment !== 'while sending');
        return new Response(tellingBody([]));
      });
      await serve(asking('a1', { signal: client.signal }));
      expect(context?.closed).toBe(moment !== 'while sending');
      client.abort();
      expect(context).toMatchObject({ closed: true, cancelled: true });
      expect(context?.signal.reason).toMatchObject({ code: 'ERR_CANCELLED' });
    }
  });

  test('does not take it for a cancellation if the signal aborts after the response', async () => {
    const client = new AbortController();
    const contexts: (Context | undefined)[] = [];
    const serve = contextFetch((incoming: Request) => {
      contexts.push(Context.current());
      return new Response(incoming.method === 'POST' ? 'text' : null);
    });
    await (await serve(asking('a1', { method: 'POST', signal: client.signal }))).text();
    await serve(asking('a2', { signal: client.signal }));
    client.abort();
    expect(contexts.map((context) => context?.cancelled)).toEqual([false, false]);
  });

  test('needs no signal, which some platforms do not have', async () => {
    let context: Context | undefined;
    const serve = contextFetch(() => {
      context = Context.current();
      return new Response('text');
    });
    const incoming = { url: 'http://x/', method: 'GET', headers: new Headers() } as Request;
    expect(await (serve(incoming) as Response).text()).toBe('text');
    expect(context).toMatchObject({ closed: true, cancelled: false });
  });

  test('passes on what the handler throws or rejects with, and closes the context', async () => {
    const contexts: (Context | undefined)[] = [];
    const error = new Error('of the handler');
    const note = (): void => void contexts.push(Context.current());
    const throwing = contextFetch((): Response => {
      note();
      throw error;
    });
    const rejecting = contextFetch(async (): Promise<Response> => {
      note();
      await setImmediate();
      throw error;
    });
    expect(() => throwing(asking('a1'))).toThrow(error);
    await expect(rejecting(asking('a1'))).rejects.toBe(error);
    expect(contexts.map((context) => context?.closed)).toEqual([true, true]);
  });

  test('returns what cannot be copied as it is', async () => {
    const upgrade = Object.defineProperty(new Response(), 'status', { value: 101 });
    const socket = Object.defineProperty(new Response(), 'webSocket', { value: {} });
    const read = new Response('read');
    await read.text();
    const locked = new Response('locked');
    locked.body?.getReader();
    for (const response of [undefined, upgrade, socket, Response.error(), read, locked]) {
      let context: Context | undefined;
      const serve = contextFetch(() => {
        context = Context.current();
        return response;
      });
      expect(serve(asking('a1'))).toBe(response);
      expect(context?.closed).toBe(true);
    }
  });

  test('changes no response that a handler may share', async () => {
    const shared = new Response(null, {
      status: 404,
      statusText: 'Nothing',
      headers: [
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
      ],
    });
    const serve = contextFetch(() => shared);
    const responses = [await serve(asking('a1')), await serve(asking('a2'))];
    expect(responses.map(({ headers }) => headers.get('x-request-id'))).toEqual(['a1', 'a2']);
    expect(responses[1]).toMatchObject({ status: 404, statusText: 'Nothing' });
    expect(responses[1]?.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(shared.headers.has('x-request-id')).toBe(false);
    const quiet = contextFetch(() => shared, { echo: false });
    expect(quiet(asking('a1'))).toBe(shared);
    const own = contextFetch(() => new Response(null, { headers: { 'X-Request-ID': 'own' } }));
    expect((own(asking('a1')) as Response).headers.get('x-request-id')).toBe('own');
  });

  test('passes on `this` and all arguments, also to the functions of the options', async () => {
    const calls: unknown[] = [];
    const env = { name: 'env' };
    const serve = contextFetch(
      function (this: unknown, incoming: Request, given: typeof env, count: number) {
        calls.push(['handler', this === serve, incoming.method, given, count]);
        return new Response(currentId());
      },
      {
        trust: (_request, given, count) => calls.push(['trust', given, count]) > 5,
        generate: (_request, given) => given.name,
        timeout: (_request, _given, count) => {
          calls.push(['timeout', count, currentId()]);
          return 1000;
        },
        setup: (incoming, given) => void calls.push(['setup', incoming.method, given, currentId()]),
      },
    );
    const response = Reflect.apply(serve, serve, [asking('a1'), env, 7]) as Response;
    expect(await response.text()).toBe('env');
    expect(calls).toEqual([
      ['trust', env, 7],
      ['timeout', 7, 'env'],
      ['setup', 'GET', env, 'env'],
      ['handler', true, 'GET', env, 7],
    ]);
  });

  test('waits for a `setup` that returns a promise; its failure is that of the handler', async () => {
    const tenant = new Local({ name: 'nobody' });
    const serve = contextFetch(() => new Response(tenant.name), {
      setup: async () => {
        await setImmediate();
        tenant.name = `of ${currentId()}`;
      },
    });
    expect(await (await serve(asking('a1'))).text()).toBe('of a1');
    const closed: unknown[] = [];
    for (const setup of [
      async (): Promise<never> => await Promise.reject(new Error('no tenant')),
      (): never => {
        throw new Error('no tenant');
      },
    ]) {
      const failing = contextFetch(() => expect.unreachable(), {
        setup,
        onClose: ({ status }) => closed.push(status),
      });
      await expect((async () => await failing(asking('a1')))()).rejects.toThrow('no tenant');
    }
    expect(closed).toEqual([500, 500]);
  });

  test('joins the context of the same request, and applies what it adds', async () => {
    const seen: string[] = [];
    const note = (what: string) => () => void seen.push(`${what} ${currentId()}`);
    const inner = contextFetch(() => new Response(`${currentId()}`), {
      setup: note('inner'),
      onClose: note('closed inner'),
    });
    const outer = contextFetch(
      async (incoming: Request) => {
        const context = Context.current();
        const response = await inner(incoming);
        expect(context?.closed).toBe(false);
        return response;
      },
      { setup: note('outer'), onClose: note('closed outer') },
    );
    const response = await outer(asking('a1'));
    expect(await response.text()).toBe('a1');
    expect(response.headers.get('x-request-id')).toBe('a1');
    expect(seen).toEqual(['outer a1', 'inner a1', 'closed outer a1', 'closed inner a1']);
  });

  test('opens a context of its own for another request that a handler makes', async () => {
    const inner = contextFetch(() => new Response(currentId()));
    const outer = contextFetch(async () => {
      const child = new Context();
      const texts = [asking('a2'), new Request('http://x/a/b?secret=1')].map(
        async (other) => await child.enter(async () => await (await inner(other)).text()),
      );
      return new Response(`${currentId()} ${(await Promise.all(texts)).join(' ')}`);
    });
    expect(await (await outer(asking('a1'))).text()).toMatch(/^a1 a2 REQ/);
  });

  test('cuts a long path, ignores ids that are none, and says of an option what is wrong with it', async () => {
    const messages = warnings();
    const serve = contextFetch(() => new Response(`${request.path} ${currentId()}`), {
      maxPathLength: 16,
      header: 'X-Own',
      validate: () => {
        throw new Error('cannot tell');
      },
    });
    const long = new Request(`http://x/${'p'.repeat(50)}`, { headers: { 'X-Own': 'a1' } });
    expect(await (await serve(long)).text()).toMatch(/^\/p{12}\.{3} REQ/);
    await expect
      .poll(() => messages)
      .toEqual([expect.stringContaining('`validate` threw Error: cannot tell')]);
    const ignoring = contextFetch(() => new Response(currentId()), { header: false });
    expect(await (await ignoring(asking('a1'))).text()).toMatch(/^REQ/);
  });

  test('refuses what is no handler, and unknown options', () => {
    expect(() => contextFetch('x' as never)).toThrow('Expected `handler` to be a function');
    expect(() => contextFetch(() => new Response(), { timeOut: 1 } as never)).toThrow(
      'Unknown option `timeOut` for `contextFetch`: did you mean `timeout`?',
    );
  });
});
