import { once } from 'node:events';
import { type ClientHttp2Stream, constants } from 'node:http2';
import { Context } from '@aiolocals/core';
import type { Plain } from '../adapter.js';
import { arrivals } from '../arrivals.js';
import type { ContractCase } from '../contract-case.js';
import { together } from '../together.js';
import { connectionCases } from './plain-connections.js';
import { departureCases } from './plain-departures.js';
import { waitingCases } from './plain-waiting.js';

type Send = NonNullable<ContractCase<Plain>['send']>;

const isHttp2 = ({ protocol }: { protocol: string }): boolean => protocol === 'http2';

/** A case of HTTP/1 whose clients speak HTTP/2, and use streams in place of sockets. */
function over(name: string, send: Send, places?: readonly string[]): ContractCase<Plain> {
  const found = [...connectionCases, ...departureCases, ...waitingCases].find(
    (contractCase) => contractCase.name === name,
  );
  if (found === undefined) throw new Error(`There is no case ${name}`);
  return { ...found, name: `http2: ${name}`, send, ...(places && { places }) };
}

/** Begins a stream for each request, all of them at once and on one session. */
export function eachStream(
  go: (stream: ClientHttp2Stream, id: string) => Promise<unknown>,
  like: { method?: string; headers?: Record<string, string> } = {},
): Send {
  return async (client, ids) =>
    await Promise.all(
      ids.map(async (id) => {
        const stream = client.beginHttp2({ id, ...like });
        // Some cases break off their streams.
        stream.on('error', () => {});
        await go(stream, id);
      }),
    );
}

/** Resets a stream once its request has reached the place of the case. */
function reset(body: string): Send {
  return eachStream(
    async (stream, id) => {
      if (body !== '') stream.write(body);
      await arrivals.of(id);
      stream.close(constants.NGHTTP2_CANCEL);
      await once(stream, 'close');
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
      const hold = together(100);
      plain((req, res) => {
        see('handler', req);
        res.on('finish', () => see('finish', req));
        res.on('close', () => see('close', req));
        hold(() => res.end('ham', () => see('end', req)));
      });
    },
  },
  over('client gone before the body', reset(''), [
    'aborted',
    'request close',
    'response close',
    'cancelled',
  ]),
  over('client gone during the body', reset('some of it'), [
    'data',
    'aborted',
    'response close',
    'cancelled',
  ]),
  over(
    'client gone during the response',
    eachStream(async (stream) => {
      await once(stream, 'data');
      stream.close(constants.NGHTTP2_CANCEL);
    }),
  ),
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
  over(
    'slow reader: drain',
    eachStream(async (stream, id) => {
      await arrivals.of(id);
      await once(stream.resume(), 'end');
    }),
  ),
  over(
    'Expect: 100-continue',
    eachStream(
      async (stream) => {
        await once(stream, 'continue');
        stream.end('body');
        await once(stream.resume(), 'end');
      },
      { method: 'POST', headers: { expect: '100-continue' } },
    ),
  ),
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
  over(
    'timeouts set from the context of another request, behind a head that was flushed',
    eachStream(async (stream) => await once(stream.resume(), 'end')),
  ),
];

export const http2Cases: readonly ContractCase<Plain>[] = cases.map((contractCase) =>
  Object.assign({}, contractCase, { on: isHttp2 }),
);
