import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { Context, Local, request } from '@aiolocals/core';
import { openRequest, type RequestOptions, requestPolicy, setupOf } from '@aiolocals/core/http';
import { describe, expect, test } from 'vitest';
import { runNode } from '../integration/run-node.js';
import { listen, type Served } from './support/serve.js';
import { warnings } from './support/warnings.js';

const tenant = new Local({ name: 'nobody' });
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Serves as an adapter does: waits for every `setup`, and answers a failed one with 500. */
async function serveAfterSetup(...each: readonly RequestOptions[]): Promise<Served> {
  const policies = each.map((options) => requestPolicy(options));
  return await listen(
    createServer((req, res) => {
      const contexts = policies.map((policy) => openRequest(req, res, policy));
      const context = contexts[0] as Context;
      const handle = (): void => void context.enter(() => res.end(`${request.id} ${tenant.name}`));
      const setup = setupOf(context);
      if (setup === undefined) {
        res.setHeader('X-At-Once', 'yes');
        handle();
      } else setup.then(handle, (error: unknown) => res.writeHead(500).end(String(error)));
    }),
  );
}

async function ask(url: string): Promise<string> {
  const response = await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
  return `${response.status} ${response.headers.get('x-at-once') ?? 'late'} ${await response.text()}`;
}

describe('`setup`', () => {
  test('that returns anything else is not', async () => {
    const { url } = await serveAfterSetup({ setup: () => (tenant.name = 'acme') });
    expect(await ask(url)).toBe('200 yes a1 acme');
  });

  test('of a further middleware is still waited for when that of the first is done', async () => {
    const finish: (() => void)[] = [];
    const setup = (): Promise<void> => new Promise((resolve) => finish.push(resolve));
    let stillWaiting = false;
    const { url } = await listen(
      createServer((req, res) => {
        openRequest(req, res, requestPolicy({ setup }));
        const context = openRequest(req, res, requestPolicy({ setup }));
        finish[0]?.();
        setImmediate(() => {
          stillWaiting = setupOf(context) !== undefined;
          finish[1]?.();
          void setupOf(context)?.then(() => res.end('done'));
          if (!stillWaiting) res.end('nobody waits');
        });
      }),
    );
    expect(await (await fetch(url)).text()).toBe('done');
    expect(stillWaiting).toBe(true);
  });

  test('that returns a promise is waited for', async () => {
    const { url } = await serveAfterSetup({
      setup: async () => {
        await turn();
        tenant.name = 'acme';
      },
    });
    expect(await ask(url)).toBe('200 late a1 acme');
  });

  test('that returns a thenable, such as a query that runs when it is awaited, is waited for once', async () => {
    const runs: string[] = [];
    const query = Object.assign(() => undefined, {
      then: (resolve: () => void) => {
        runs.push(request.id);
        tenant.name = 'acme';
        resolve();
      },
    });
    const { url } = await serveAfterSetup({ setup: () => query });
    expect(await ask(url)).toBe('200 late a1 acme');
    expect(runs).toEqual(['a1']);
  });

  test('that rejects hands its failure to the adapter', async () => {
    const { url } = await serveAfterSetup({
      setup: async () => await Promise.reject(new Error('no such tenant')),
    });
    expect(await ask(url)).toBe('500 late Error: no such tenant');
  });

  test('of several middlewares is waited for together, in whatever order they finish', async () => {
    const set = (attribute: string, turns: number) => async (): Promise<void> => {
      for (let each = 0; each < turns; each += 1) await turn();
      tenant.name += ` ${attribute}`;
    };
    const { url } = await serveAfterSetup(
      { setup: set('first', 4) },
      { setup: set('second', 1) },
      { setup: () => undefined },
    );
    expect(await ask(url)).toBe('200 late a1 nobody second first');
    const failing = await serveAfterSetup(
      { setup: async () => await Promise.reject(new Error('first')) },
      { setup: set('second', 2) },
    );
    expect(await ask(failing.url)).toBe('500 late Error: first');
  });

  test('that is finished leaves nothing to wait for', async () => {
    const policy = requestPolicy({ setup: turn });
    const { url } = await listen(
      createServer(async (req, res) => {
        const context = openRequest(req, res, policy);
        const before = setupOf(context);
        await before;
        res.end(`${before === undefined} ${setupOf(context) === undefined}`);
      }),
    );
    expect(await (await fetch(url)).text()).toBe('false true');
  });

  test('that failed also fails for a later middleware of the request', async () => {
    const policy = requestPolicy({ setup: async () => await Promise.reject(new Error('no')) });
    const { url } = await listen(
      createServer(async (req, res) => {
        const context = openRequest(req, res, policy);
        await setupOf(context)?.catch(() => undefined);
        await turn();
        res.end(await setupOf(context)?.catch(String));
      }),
    );
    expect(await (await fetch(url)).text()).toBe('Error: no');
  });

  test('that rejects is an unhandled rejection, in the context, if nobody asks for it', async () => {
    const dist = fileURLToPath(new URL('../../dist/esm', import.meta.url));
    const program = `
      const { request } = await import('${dist}/index.js');
      const { openRequest, requestPolicy } = await import('${dist}/http/index.js');
      const { createServer } = await import('node:http');
      process.on('unhandledRejection', (error) => console.log(error.message, request.id));
      const policy = requestPolicy({ setup: async () => { throw new Error('no such tenant'); } });
      const server = createServer((req, res) => { openRequest(req, res, policy); res.end(); });
      server.listen(0, '127.0.0.1', async () => {
        await fetch('http://127.0.0.1:' + server.address().port, { headers: { 'X-Request-ID': 'a1' } });
        server.close();
        server.closeAllConnections();
      });`;
    const outcome = await runNode(['--input-type=module', '--eval', program]);
    expect(outcome).toEqual({ code: 0, stdout: 'no such tenant a1\n', stderr: '' });
  });
});

describe('`onClose` that returns a promise', () => {
  const waits =
    'but nothing waits for it: the context of the request closes at once. Return nothing, start what takes time with ' +
    '`wrapAsync`, and handle its failure there. Reported once';

  test('is refused with one warning, and one more with its failure, which ends nothing', async () => {
    const messages = warnings();
    const seen = { calls: 0 };
    const { url } = await serveAfterSetup({
      onClose: async () => {
        seen.calls += 1;
        await turn();
        throw new Error('no metrics');
      },
    });
    await ask(url);
    await ask(url);
    for (let each = 0; each < 100 && (seen.calls < 2 || messages.length < 2); each += 1)
      await turn();
    expect(messages).toEqual([
      `\`onClose\` returned a promise, ${waits}`,
      `\`onClose\` rejected with Error: no metrics, ${waits}`,
    ]);
    await turn();
    expect([seen.calls, messages.length]).toEqual([2, 2]);
  });

  test('is called without a warning if it returns anything else', async () => {
    const messages = warnings();
    const seen: number[] = [];
    const { url } = await serveAfterSetup({ onClose: ({ status }) => seen.push(status) });
    await ask(url);
    for (let each = 0; each < 100 && seen.length === 0; each += 1) await turn();
    expect([seen, messages]).toEqual([[200], []]);
  });
});
