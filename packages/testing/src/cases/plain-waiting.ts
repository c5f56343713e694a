import { once } from 'node:events';
import type { Plain } from '../adapter.js';
import { arrivals } from '../arrivals.js';
import { bodyAfterAnswer } from '../bodies.js';
import type { ContractCase } from '../contract-case.js';
import { together } from '../together.js';

const isHttp1 = ({ protocol }: { protocol: string }): boolean => protocol !== 'http2';

/** Answers that have to wait: for the client, for another request, or until a timeout has passed. */
export const waitingCases: readonly ContractCase<Plain>[] = [
  {
    name: 'slow reader: drain',
    places: ['drain', 'finish'],
    on: isHttp1,
    requests: 10,
    mount: (plain, { see }) =>
      plain((req, res) => {
        const piece = Buffer.alloc(2 ** 20);
        res.once('drain', () => {
          see('drain', req);
          res.end();
        });
        res.on('finish', () => see('finish', req));
        while (res.write(piece));
        arrivals.note(req);
      }),
    send: async (client, ids) =>
      await Promise.all(
        ids.map(async (id) => {
          const outgoing = client.begin({ id });
          outgoing.end();
          const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
          await arrivals.of(id);
          await once(incoming.resume(), 'end');
        }),
      ),
  },
  {
    name: 'timeouts of the request and the response',
    places: ['request timeout', 'response timeout'],
    on: isHttp1,
    requests: 10,
    mount: (plain, { see }) =>
      plain((req, res) => {
        req.on('timeout', () => see('request timeout', req));
        res.setTimeout(10, () => {
          see('response timeout', req);
          res.end();
        });
      }),
    send: bodyAfterAnswer,
  },
  {
    name: 'timeouts set from the context of another request, behind a head that was flushed',
    places: ['request timeout', 'response timeout'],
    on: isHttp1,
    mount: (plain, { see }) => {
      const hold = together(10);
      plain((req, res) =>
        hold(() => {
          req.setTimeout(10, () => see('request timeout', req));
          res.setTimeout(10, () => {
            see('response timeout', req);
            res.end();
          });
          res.writeHead(200);
          res.flushHeaders();
        }),
      );
    },
    send: bodyAfterAnswer,
  },
  {
    name: 'answered from the context of another request',
    places: ['finish', 'close', 'write', 'end'],
    requests: 10,
    mount: (plain, { see }) => {
      const hold = together(10);
      plain((req, res) => {
        res.on('finish', () => see('finish', req));
        res.on('close', () => see('close', req));
        hold(() => {
          res.write('one', () => see('write', req));
          res.end('two', () => see('end', req));
        });
      });
    },
  },
];
