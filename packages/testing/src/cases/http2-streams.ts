import { once } from 'node:events';
import { type ClientHttp2Stream, constants } from 'node:http2';
import { Context } from '@aiolocals/core';
import type { Plain } from '../adapters.js';
import { Arrivals } from '../arrivals.js';
import type { Client } from '../client.js';
import type { ContractCase } from '../contract-case.js';

const { NGHTTP2_CANCEL } = constants;
const isHttp2 = ({ protocol }: { protocol: string }): boolean => protocol === 'http2';
const arrivals = new Arrivals();

/** Begins a stream for each request, all of them at once and on one session. */
function eachStream(
  go: (stream: ClientHttp2Stream, id: string) => Promise<unknown>,
  like: { method?: string; headers?: Record<string, string> } = {},
): NonNullable<ContractCase<Plain>['send']> {
  return async (client: Client, ids) =>
    await Promise.all(
      ids.map(async (id) => {
        const stream = client.beginHttp2({ id, ...like });
        // Some cases break off their streams.
        stream.on('error', () => {});
        await go(stream, id);
      }),
    );
}

/** Resets a stream, once its request is where the case wants it. */
function reset(body: string): NonNullable<ContractCase<Plain>['send']> {
  return eachStream(
    async (stream, id) => {
      if (body !== '') stream.write(body);
      await arrivals.of(id);
      await new Promise((resolve) => {
        stream.on('close', resolve);
        stream.close(NGHTTP2_CANCEL);
      });
    },
    { method: 'POST' },
  );
}

/** Streams of one session: what HTTP/1 does with sockets, and with pipelining. */
const cases: readonly ContractCase<Plain>[] = [
  {
    name: 'http2: 100 streams of a session, answered in reverse',
    places: ['handler', 'end', 'finish', 'close'],
    mount: (plain, { see }) => {
      const held: ((text: string) => void)[] = [];
      plain((req, res) => {
        see('handler', req);
        res.on('finish', () => see('finish', req));
        res.on('close', () => see('close', req));
        held.push((text) => res.end(text, () => see('end', req)));
        // The last one answers all others, from its own context.
        if (held.length === 100) for (const answer of held.splice(0).toReversed()) answer('ham');
      });
    },
  },
  {
    name: 'http2: stream reset before the body',
    places: ['aborted', 'request close', 'response close', 'cancelled', 'closed context'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        const context = Context.current();
        context?.signal.addEventListener('abort', () => see('cancelled', req));
        context?.onClose(() => see('closed context', req));
        req.on('aborted', () => see('aborted', req));
        req.on('close', () => see('request close', req));
        res.on('close', () => see('response close', req));
        arrivals.note(req);
      }),
    send: reset(''),
  },
  {
    name: 'http2: stream reset during the body',
    places: ['data', 'aborted', 'response close', 'cancelled'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        Context.current()?.signal.addEventListener('abort', () => see('cancelled', req));
        req.on('data', () => {
          see('data', req);
          arrivals.note(req);
        });
        req.on('aborted', () => see('aborted', req));
        res.on('close', () => see('response close', req));
      }),
    send: reset('some of it'),
  },
  {
    name: 'http2: stream reset during the response',
    places: ['response close', 'cancelled'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        Context.current()?.signal.addEventListener('abort', () => see('cancelled', req));
        res.on('close', () => see('response close', req));
        res.write('some of it');
      }),
    send: eachStream(async (stream) => {
      await once(stream, 'data');
      stream.close(NGHTTP2_CANCEL);
    }),
  },
  {
    name: 'http2: session gone with all of its streams',
    places: ['response close', 'cancelled'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        Context.current()?.signal.addEventListener('abort', () => see('cancelled', req));
        res.on('close', () => see('response close', req));
        arrivals.note(req);
      }),
    send: async (client, ids) => {
      await eachStream(async (_stream, id) => await arrivals.of(id))(client, ids);
      client.close();
    },
  },
  {
    name: 'http2: slow reader: drain',
    places: ['drain', 'finish'],
    requests: 20,
    mount: (plain, { see }) =>
      plain((req, res) => {
        // More than the window of the stream lets through.
        const piece = Buffer.alloc(2 ** 17);
        res.once('drain', () => {
          see('drain', req);
          res.end();
        });
        res.on('finish', () => see('finish', req));
        while (res.write(piece));
        arrivals.note(req);
      }),
    send: eachStream(async (stream, id) => {
      await arrivals.of(id);
      await once(stream.resume(), 'end');
    }),
  },
  {
    name: 'http2: Expect: 100-continue',
    places: ['handler', 'data', 'end'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        see('handler', req);
        req.on('data', () => see('data', req));
        req.on('end', () => {
          see('end', req);
          res.end();
        });
      }),
    send: eachStream(
      async (stream) => {
        await once(stream, 'continue');
        stream.end('body');
        await once(stream.resume(), 'end');
      },
      { method: 'POST', headers: { expect: '100-continue' } },
    ),
  },
  {
    name: 'http2: timeouts of the request and the response',
    places: ['request timeout', 'response timeout'],
    requests: 10,
    mount: (plain, { see }) =>
      plain((req, res) => {
        req.setTimeout(10, () => see('request timeout', req));
        res.setTimeout(10, () => {
          see('response timeout', req);
          res.end();
        });
      }),
    send: eachStream(async (stream) => await once(stream.resume(), 'end')),
  },
];

export const http2Cases: readonly ContractCase<Plain>[] = cases.map((contractCase) =>
  Object.assign({ on: isHttp2 }, contractCase),
);
