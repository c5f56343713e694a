import { once } from 'node:events';
import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { connect, Socket } from 'node:net';
import { request } from '@aiolocals/core';
import { openRequest, requestPolicy } from '@aiolocals/core/http';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listen } from './support/serve.js';
import { runsOf } from '../support/runs.js';

const HONOURED = /^[A-Za-z0-9._:+/=@-]{1,128}$/;
const SAFE = /^[\x20-\x7e]{0,128}$/;

const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '\r\nSet-Cookie: a=b',
    '\n[/#admin] INFO - forged',
    '\u001B[31m',
    '\u202E',
    '%0d%0a',
    '<script>',
    '__proto__',
    '\uD800',
    '\0',
    '\t',
    ' ',
    ',',
  ),
  fc.stringMatching(/^[A-Za-z0-9._:+/=@-]{1,40}$/),
);
const text = fc.oneof(
  piece,
  fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join('')),
  fc.tuple(piece, fc.integer({ min: 1, max: 500 })).map(([unit, times]) => unit.repeat(times)),
  fc.webUrl({ withQueryParameters: true }).map((url) => encodeURIComponent(url)),
  fc.string({ unit: 'binary', maxLength: 10 }).map((unit) => Buffer.from(unit).toString('base64')),
);
const header = fc.oneof(
  { weight: 8, arbitrary: text },
  { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
);

test(
  '100,000 hostile headers reach neither the id, nor the response, nor the diagnostic as they are',
  { timeout: 120_000 },
  () => {
    const rejected: (string | undefined)[] = [];
    const policy = requestPolicy({ onClose: ({ rejectedId }) => void rejected.push(rejectedId) });
    let honoured = 0;

    fc.assert(
      fc.property(header, (value) => {
        const req = new IncomingMessage(new Socket());
        req.headers = { 'x-request-id': value };
        const res = new ServerResponse(req);
        const id = openRequest(req, res, policy).enter(() => request.id);
        res.emit('close');

        const isAsItCame = id === value;
        if (isAsItCame) honoured += 1;
        const diagnostic = rejected.pop();
        if (!HONOURED.test(id)) throw new Error(`The id is ${JSON.stringify(id)}`);
        if (res.getHeader('x-request-id') !== id) throw new Error('The response says another id');
        if (isAsItCame !== (diagnostic === undefined)) throw new Error('The diagnostic is wrong');
        if (diagnostic !== undefined && !SAFE.test(diagnostic)) {
          throw new Error(`The diagnostic is ${JSON.stringify(diagnostic)}`);
        }
      }),
      { numRuns: runsOf(100_000) },
    );
    expect(honoured).toBeGreaterThan(runsOf(100_000) / 100);
  },
);

test('2,000 hostile headers through sockets fail no request', async () => {
  const { port } = await listen(
    createServer((req, res) => {
      openRequest(req, res).enter(() => res.end(`id:${request.id};\n`));
    }),
  );
  // Only bytes that Node's parser accepts. Requests with others get a 400 before any middleware runs.
  const bytes = fc
    .uint8Array({ maxLength: 300 })
    .map((array) => Buffer.from(array.filter((byte) => byte === 9 || (byte > 31 && byte !== 127))));
  const values = fc.sample(fc.array(bytes, { minLength: 1, maxLength: 2 }), 2000);
  const socket = connect(port, '127.0.0.1');
  for (const [index, lines] of values.entries()) {
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n');
    for (const line of lines) {
      socket.write('X-Request-ID: ');
      socket.write(line);
      socket.write('\r\n');
    }
    socket.write(index === values.length - 1 ? 'Connection: close\r\n\r\n' : '\r\n');
  }
  let answers = '';
  socket.setEncoding('latin1').on('data', (data) => (answers += String(data)));
  await once(socket, 'close');

  expect(answers.match(/^HTTP\/1\.1 200 OK/gm)).toHaveLength(2000);
  const ids = [...answers.matchAll(/id:(.*?);/g)].map(([, id]) => id);
  expect(ids).toHaveLength(2000);
  expect(ids.filter((id) => !HONOURED.test(id ?? ''))).toEqual([]);
  const echoed = [...answers.matchAll(/^X-Request-ID: (.*)\r$/gm)].map(([, id]) => id);
  expect(echoed).toEqual(ids);
});
