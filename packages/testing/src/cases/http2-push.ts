import { once } from 'node:events';
import type { Http2ServerResponse } from 'node:http2';
import type { Plain } from '../adapter.js';
import type { ContractCase } from '../contract-case.js';
import type { See, Witness } from '../sightings.js';
import { together } from '../together.js';
import { eachStream } from './http2-streams.js';

const places = ['pushed', 'write', 'end', 'finish', 'close'];
const send = eachStream(async (stream) => await once(stream.resume(), 'end'));

/**
 * Pushes a response, and answers when it has been sent. Not before: the client of Node 20 reads memory that it has
 * freed if a pushed response ends after the one that it came with, whatever the server.
 */
function push(req: Witness, res: Http2ServerResponse, see: See): void {
  res.createPushResponse({ ':path': '/pushed' }, (error: Error | null, pushed) => {
    see(error === null ? 'pushed' : 'refused', req);
    if (error !== null) return;
    pushed.on('finish', () => see('finish', req));
    pushed.on('close', () => {
      see('close', req);
      res.end('ok');
    });
    pushed.write('some ', () => see('write', req));
    pushed.end('thing', () => see('end', req));
  });
}

/** Pushed responses, in the context of the request that they come with. */
const cases: readonly ContractCase<Plain>[] = [
  {
    name: 'http2: createPushResponse',
    places,
    send,
    mount: (plain, { see }) =>
      plain((req, res) => push(req, res as unknown as Http2ServerResponse, see)),
  },
  {
    name: 'http2: createPushResponse from the context of another request',
    places,
    send,
    mount: (plain, { see }) => {
      const hold = together(100);
      plain((req, res) => hold(() => push(req, res as unknown as Http2ServerResponse, see)));
    },
  },
  {
    name: 'http2: createPushResponse when the stream has closed',
    places: ['refused'],
    send,
    mount: (plain, { see }) => {
      const hold = together(100);
      plain((req, res) => {
        res.on('close', () => hold(() => push(req, res as unknown as Http2ServerResponse, see)));
        res.end('ok');
      });
    },
  },
];

export const pushCases: readonly ContractCase<Plain>[] = cases.map((contractCase) =>
  Object.assign({}, contractCase, {
    on: ({ protocol }: { protocol: string }) => protocol === 'http2',
  }),
);
