import { once } from 'node:events';
import { get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { bareKoaAdapters, koaAdapters, type KoaApp } from '@aiolocals/contract';
import { type Adapter } from '@aiolocals/testing';
import { expect, test } from 'vitest';

/** What becomes of a response whose streamed body fails after its head was sent. */
async function endOf(
  { serve }: Adapter<KoaApp>,
  listener?: (res: ServerResponse) => void,
): Promise<object> {
  const body = new Readable({ read() {} });
  let response: ServerResponse | undefined;
  let failed: Promise<unknown> | undefined;
  const server = await serve((app) => {
    failed = new Promise((resolve) => {
      app.on('error', (error: Error, ctx: { res: ServerResponse }) => {
        listener?.(ctx.res);
        resolve(error.message);
      });
    });
    app.use((ctx) => {
      response = ctx.res;
      ctx.body = body;
      body.push('some of it');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const outgoing = get({ port, host: '127.0.0.1', agent: false }).on('error', () => {});
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.on('error', () => {}).resume();
  body.destroy(new Error('as the test wants it'));
  const error = await failed;
  await setImmediate();
  const { headersSent, writableEnded, destroyed } = response as ServerResponse;
  outgoing.destroy();
  server.close();
  return { error, headersSent, writableEnded, destroyed };
}

const pairs = bareKoaAdapters.map((bare, index) => ({
  name: bare.name,
  bare,
  ours: koaAdapters[index] as Adapter<KoaApp>,
}));

// Koa 2 then leaves the response open, and the client waiting. The README says what to do.
test.each(pairs)(
  'a streamed body that fails ends on $name as it does without',
  async ({ name, bare, ours }) => {
    const without = await endOf(bare);
    expect(without).toMatchObject({ headersSent: true, destroyed: !name.startsWith('koa 2') });
    expect(await endOf(ours)).toEqual(without);
  },
);

test.each(pairs)(
  'a streamed body that fails closes the connection on $name if a listener destroys the response',
  async ({ ours }) => {
    expect(await endOf(ours, (res) => void res.destroy())).toMatchObject({ destroyed: true });
  },
);
