import { createServer, type ServerResponse } from 'node:http';
import { openRequest, requestPolicy } from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { listen } from './support/serve.js';

const policy = requestPolicy();

/** Answers like a framework that collects headers. Returns the id of the response, and the collected headers. */
async function answered(
  answer: (res: ServerResponse, collected: Record<string, string>) => void,
  prepare: (res: ServerResponse) => void = () => {},
): Promise<readonly [id: string | null, collected: Record<string, string>]> {
  const collected: Record<string, string> = {};
  const headers = {
    header: (name: string, value: string): void => {
      collected[name.toLowerCase()] = value;
    },
  };
  const server = createServer((req, res) => {
    prepare(res);
    openRequest(req, res, policy, undefined, false, headers).enter(answer, res, collected);
  });
  const { url } = await listen(server);
  const response = await fetch(url, { headers: { 'X-Request-ID': 'a1' } });
  await response.text();
  return [response.headers.get('x-request-id'), collected];
}

const ECHOED = { 'x-request-id': 'a1' };

test('what collects headers gets the id, and the response has none of its own', async () => {
  let before: unknown;
  const found = await answered((res, collected) => {
    before = res.getHeaderNames();
    res.writeHead(200, collected).end();
  });
  expect(found).toEqual(['a1', ECHOED]);
  expect(before).toEqual([]);
});

test.each<readonly [string, (res: ServerResponse) => void]>([
  ['no headers', (res) => res.writeHead(200)],
  ['a message and headers', (res) => res.writeHead(200, 'Fine', { 'X-A': 'b' })],
  ['a list of headers', (res) => res.writeHead(200, ['X-A', 'b'])],
  ['nobody', () => {}],
])('a head that is written by %s has the id', async (_what, writeHead) => {
  const [id] = await answered((res) => {
    writeHead(res);
    res.end();
  });
  expect(id).toBe('a1');
});

test('what was set before is kept', async () => {
  const [id] = await answered((res) => {
    res.setHeader('X-Request-ID', 'own');
    res.end();
  });
  expect(id).toBe('own');
});

test('a second head fails as without a context', async () => {
  let code: unknown;
  await answered((res) => {
    res.writeHead(200);
    try {
      res.writeHead(200);
    } catch (error) {
      ({ code } = error as NodeJS.ErrnoException);
    }
    res.end();
  });
  expect(code).toBe('ERR_HTTP_HEADERS_SENT');
});

test('a response whose methods others have replaced has the id itself', async () => {
  const found = await answered(
    (res) => void res.end(),
    (res) => {
      const { writeHead } = res;
      res.writeHead = function (this: ServerResponse, ...args: unknown[]) {
        return Reflect.apply(writeHead, this, args) as ServerResponse;
      };
    },
  );
  expect(found).toEqual(['a1', {}]);
});
