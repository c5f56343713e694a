import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { Context, request } from '@aiolocals/core';
import {
  contextOf,
  openRequest,
  type RequestOptions,
  type RequestPolicy,
  requestPolicy,
} from '@aiolocals/core/http';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { listen, type Served } from './support/serve.js';
import { warnings } from './support/warnings.js';

/** Serves with one policy after the other, and answers with what `answer` makes of the context. */
async function serveWith(
  policies: readonly (RequestOptions | RequestPolicy)[],
  answer: (context: Context) => unknown = () => request.id,
): Promise<Served> {
  const made = policies.map((each) => ('given' in each ? each : requestPolicy(each)));
  return await listen(
    createServer((req, res) => {
      for (const policy of made) openRequest(req, res, policy);
      const context = contextOf(req) as Context;
      context.enter(() => res.end(String(answer(context))));
    }),
  );
}

const ask = async (url: string): Promise<string> =>
  await (await fetch(url, { headers: { 'X-Request-ID': 'a1', Connection: 'close' } })).text();

const closed = async ({ server }: Served): Promise<void> => {
  const isClosed = once(server, 'close');
  server.close();
  await isClosed;
};

describe('a further policy for a request that is open', () => {
  test('that was made after the opening gets a summary of what happens from then on', async () => {
    const seen: unknown[] = [];
    // A test made this one, without a method.
    const byHand = new IncomingMessage(new Socket());
    const reply = new ServerResponse(byHand);
    openRequest(byHand, reply);
    const served = await listen(
      createServer((req, res) => {
        openRequest(req, res);
        res.write('12');
        const late = requestPolicy({
          onClose: ({ method, bytes, duration }) => seen.push(method, bytes, duration >= 0),
        });
        openRequest(req, res, late);
        openRequest(byHand, reply, late);
        res.end('345');
      }),
    );
    await ask(served.url);
    await closed(served);
    expect(seen).toEqual(['GET', 3, true]);
    reply.emit('close');
    expect(seen.slice(3)).toEqual(['', 0, true]);
  });

  test('has its `setup` and its `onClose` run in the open context, each once', async () => {
    const seen: string[] = [];
    const options = (name: string): RequestOptions => ({
      setup: (_req, res) => seen.push(`setup ${name} ${request.id} ${res.statusCode}`),
      onClose: ({ status, bytes }) => seen.push(`close ${name} ${request.id} ${status} ${bytes}`),
    });
    const mounted = requestPolicy(options('b'));
    const served = await serveWith([options('a'), mounted, mounted, options('c'), mounted]);
    expect(await ask(served.url)).toBe('a1');
    await closed(served);
    expect(seen).toEqual([
      'setup a a1 200',
      'setup b a1 200',
      'setup c a1 200',
      'close a a1 200 2',
      'close b a1 200 2',
      'close c a1 200 2',
    ]);
  });

  test('has its `onClose` called though the first one has none, with the time since the opening', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const durations: number[] = [];
    const later = requestPolicy({ onClose: ({ duration }) => durations.push(duration) });
    const served = await listen(
      createServer((req, res) => {
        openRequest(req, res);
        vi.advanceTimersByTime(30);
        openRequest(req, res, later);
        vi.advanceTimersByTime(5);
        res.end();
      }),
    );
    await ask(served.url);
    await closed(served);
    expect(durations).toEqual([35]);
  });

  test('has its `onClose` called at once if the request has closed', async () => {
    const seen: unknown[] = [];
    const late = requestPolicy({
      setup: () => seen.push('setup', request.id),
      onClose: ({ method, status }) => seen.push(method, status),
    });
    const served = await serveWith([{}]);
    served.server.prependListener('request', (req, res) => {
      res.on('close', () => setImmediate(() => openRequest(req, res, late)));
    });
    await ask(served.url);
    await closed(served);
    for (let each = 0; each < 100 && seen.length < 4; each += 1) await new Promise(setImmediate);
    expect(seen).toEqual(['GET', 200, 'setup', 'a1']);
  });

  test('does not run on if its `setup` throws: the adapter gets the error', async () => {
    const failing = requestPolicy({
      setup: () => {
        throw new Error('no such tenant');
      },
    });
    const { url } = await listen(
      createServer((req, res) => {
        openRequest(req, res);
        try {
          openRequest(req, res, failing);
        } catch (error) {
          res.end(String(error));
        }
      }),
    );
    expect(await ask(url)).toBe('Error: no such tenant');
  });

  describe('warns once of what cannot apply any more', () => {
    const rest =
      'of a further `contextMiddleware` cannot apply: the request is open, and the first one decided. Give these ' +
      'options to the first one. Of a further one, only `setup`, `onClose` and a shorter `timeout` apply. Reported once';

    test.each<[string, RequestOptions, RequestOptions, string]>([
      [
        'all options of the id',
        {},
        {
          header: 'X-Another',
          echo: false,
          trust: () => true,
          validate: () => true,
          generate: () => 'a',
        },
        '`header`, `echo`, `trust`, `validate`, `generate`',
      ],
      ['a longer path', { maxPathLength: 20 }, { maxPathLength: 30 }, '`maxPathLength`'],
      ['a longer timeout', { timeout: 5_000 }, { timeout: 6_000 }, '`timeout`'],
    ])('such as %s', async (_what, first, second, names) => {
      const messages = warnings();
      const { url } = await serveWith([first, requestPolicy(second)]);
      expect(await ask(url)).toBe('a1');
      expect(await ask(url)).toBe('a1');
      expect(messages).toEqual([`${names} ${rest}`]);
    });

    test('and not of what the first one decided the same way', async () => {
      const messages = warnings();
      const generate = (): string => 'made';
      const options = { header: 'X-A', echo: 'X-B', generate, timeout: 5_000, maxPathLength: 99 };
      const { url } = await serveWith([options, { ...options, header: 'x-a' }, {}]);
      expect(await ask(url)).toBe('made');
      expect(messages).toEqual([]);
    });
  });

  describe('with a `timeout`', () => {
    const remaining = (context: Context): boolean =>
      context.remaining() > 4_000 && context.remaining() <= 5_000;

    test.each<[string, RequestOptions[]]>([
      ['gives a deadline to a request without one', [{}, { timeout: 5_000 }]],
      ['moves a later deadline', [{ timeout: 60_000 }, { timeout: 5_000 }]],
      ['keeps an earlier deadline', [{ timeout: 5_000 }, { timeout: () => 60_000 }]],
      ['may be a function', [{ timeout: 60_000 }, { timeout: () => 5_000 }]],
      ['has a limit', [{}, { timeout: () => 60_000, maxTimeout: 5_000 }]],
      ['may say nothing', [{ timeout: 5_000 }, { timeout: () => undefined }]],
    ])('%s', async (_what, policies) => {
      const { url } = await serveWith(policies, remaining);
      expect(await ask(url)).toBe('true');
    });

    test.each<[string, RequestOptions, (context: Context) => void]>([
      ['that nobody watched', {}, () => undefined],
      ['whose signal was read', {}, ({ signal }) => void signal],
      ['whose timer was running', { timeout: 60_000 }, ({ signal }) => void signal],
    ])('aborts a request %s, and a child that was made before', async (_what, first, before) => {
      const [one, two] = [requestPolicy(first), requestPolicy({ timeout: 20 })];
      const { url } = await listen(
        createServer((req, res) => {
          const context = openRequest(req, res, one);
          before(context);
          const child = context.enter(() => new Context());
          openRequest(req, res, two);
          const answer = (): void => {
            const { name } = context.signal.reason as Error;
            res.end(`${name} ${request.id} ${child.cancelled} ${context.remaining()}`);
          };
          // A machine that is busy may be later than that.
          if (context.signal.aborted) context.enter(answer);
          else context.signal.addEventListener('abort', answer);
        }),
      );
      expect(await ask(url)).toBe('TimeoutError a1 true 0');
    });

    test('changes nothing for a request that is cancelled or closed', async () => {
      const short = requestPolicy({ timeout: 1 });
      const { url } = await listen(
        createServer((req, res) => {
          const context = openRequest(req, res);
          context.cancel(new Error('first'));
          openRequest(req, res, short);
          res.end(String(context.deadline));
        }),
      );
      expect(await ask(url)).toBe('undefined');
    });
  });
});
