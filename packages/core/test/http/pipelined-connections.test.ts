import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { Context } from '@aiolocals/core';
import { openRequest, requestPolicy, type RequestSummary } from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { alive, collect } from '../support/garbage.js';
import { listen, serve } from './support/serve.js';
import { get, LAST, talk } from './support/talk.js';
import { warnings } from './support/warnings.js';

/** Asks so many times for so many at once, on one connection that stays open, and returns it. */
async function askTogether(port: number, rounds: number, together: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('latin1');
  for (let round = 1; round <= rounds; round += 1) {
    socket.write(get('a').repeat(together));
    for (let left = together; left > 0;) {
      const [data] = (await once(socket, 'data')) as [string];
      left -= data.split('HTTP/1.1 200').length - 1;
    }
  }
  return socket;
}

test('a connection keeps none of the requests that came together on it, and gets no more listeners', async () => {
  const refs: WeakRef<object>[] = [];
  const closing: number[] = [];
  const { port } = await serve((req, res) => {
    refs.push(new WeakRef(Context.current() as Context));
    closing.push(req.socket.listenerCount('close'));
    res.end('ok');
  });
  const socket = await askTogether(port, 20, 5);
  await collect();
  expect(refs).toHaveLength(100);
  // Node keeps the last response.
  expect(alive(refs)).toBeLessThanOrEqual(2);
  expect(Math.max(...closing)).toBeLessThanOrEqual((closing[0] as number) + 1);
  socket.destroy();
});

test('the end of a connection that was upgraded ends its request, and cancels nothing', async () => {
  const summaries: RequestSummary[] = [];
  const policy = requestPolicy({ onClose: (summary) => void summaries.push(summary) });
  const { server, port } = await listen(createServer());
  const upgraded = once(server, 'upgrade');
  const answered = talk(port, get('a', ['Connection: Upgrade', 'Upgrade: x']));
  const [request, socket] = (await upgraded) as [IncomingMessage, Socket];
  const context = openRequest(request, undefined, policy);
  const closed = once(socket, 'close');
  socket.end('bye');
  await Promise.all([closed, answered]);
  expect([context.closed, context.cancelled]).toEqual([true, false]);
  expect(summaries).toMatchObject([{ aborted: false }]);
});

test('a warning of `onClose` that returns a promise is given once', async () => {
  const given = warnings();
  const { port } = await serve((_req, res) => res.end(), {
    onClose: async () => {},
  });
  for (let count = 0; count < 3; count += 1) await talk(port, get('a', [LAST]));
  await new Promise(setImmediate);
  expect(given.filter((each) => each.includes('`onClose` returned a promise'))).toHaveLength(1);
});
