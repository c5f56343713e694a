import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Local, request } from '@aiolocals/core';
import {
  openRequest,
  requestIdOf,
  type RequestOptions,
  type RequestPolicy,
  requestPolicy,
} from '@aiolocals/core/http';
import { describe, expect, onTestFinished, test } from 'vitest';

type Handler = (
  req: IncomingMessage,
  res: ServerResponse,
  policy: RequestPolicy,
) => readonly unknown[];

/** Answers what `handler` returns, as JSON. */
async function ask(
  handler: Handler,
  options: RequestOptions,
  headers: Record<string, string> = {},
): Promise<readonly unknown[]> {
  const policy = requestPolicy(options);
  const server = createServer((req, res) => {
    res.end(JSON.stringify(handler(req, res, policy)));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return (await (await fetch(`http://127.0.0.1:${port}/`, { headers })).json()) as unknown[];
}

/** The id before the context, twice, and that of the context. */
const early: Handler = (req, res, policy) => [
  requestIdOf(req, policy),
  requestIdOf(req, policy),
  openRequest(req, res, policy).enter(() => request.id),
];

describe('the id that is asked for before the context is opened', () => {
  test.each<[string, RequestOptions, Record<string, string>, RegExp]>([
    ['came with the request', {}, { 'X-Request-ID': 'a1' }, /^a1$/],
    ['is made up', {}, {}, /^REQ[\da-f]{20}$/],
    [
      'is made up for one that is not acceptable',
      {},
      { 'X-Request-ID': 'a b' },
      /^REQ[\da-f]{20}$/,
    ],
    ['is made up if headers are ignored', { header: false }, { 'X-Request-ID': 'a1' }, /^REQ/],
    ['is what `generate` returned', { generate: () => 'mine' }, {}, /^mine$/],
  ])('%s, and the context has it', async (_what, options, headers, expected) => {
    const ids = await ask(early, options, headers);
    expect(ids[0]).toMatch(expected);
    expect(new Set(ids).size).toBe(1);
  });

  test('is chosen once, in a context that is not that of the request', async () => {
    const states: unknown[] = [];
    const generate = (): string => {
      states.push(Local.peek(request)?.id);
      return `mine-${states.length}`;
    };
    expect(await ask(early, { generate })).toEqual(['mine-1', 'mine-1', 'mine-1']);
    expect(states).toEqual(['']);
  });

  test('of a request that is open is that of its context', async () => {
    const handler: Handler = (req, res, policy) => {
      openRequest(req, res).enter(() => (request.id = 'changed'));
      return [requestIdOf(req, policy)];
    };
    expect(await ask(handler, { header: false })).toEqual(['changed']);
  });

  test('does not change the id of a request that it is not called for', async () => {
    await ask(early, {});
    const handler: Handler = (req, res, policy) => [
      openRequest(req, res, policy).enter(() => request.id),
    ];
    expect(await ask(handler, {}, { 'X-Request-ID': 'a1' })).toEqual(['a1']);
  });
});
