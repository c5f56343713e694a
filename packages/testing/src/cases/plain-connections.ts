import { once } from 'node:events';
import type { Plain } from '../adapter.js';
import { pipelined, postChunks } from '../bodies.js';
import type { ContractCase } from '../contract-case.js';

const isHttp1 = ({ protocol }: { protocol: string }): boolean => protocol !== 'http2';
const isPlain = ({ protocol }: { protocol: string }): boolean => protocol === 'http';

/** Sockets that several requests share: one after the other, or pipelined. */
export const connectionCases: readonly ContractCase<Plain>[] = [
  {
    name: 'one connection, one request after the other',
    places: ['handler', 'end', 'close'],
    requests: 50,
    mount: (plain, { see }) =>
      plain((req, res) => {
        see('handler', req);
        req.resume().on('end', () => see('end', req));
        res.on('close', () => see('close', req));
        res.end();
      }),
    send: async (client, ids) => {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      for (const id of ids) await client.ask({ id });
    },
  },
  {
    name: 'pipelining',
    places: ['handler', 'write', 'finish', 'close'],
    on: isPlain,
    mount: (plain, { see }) =>
      plain((req, res) => {
        see('handler', req);
        res.on('finish', () => see('finish', req));
        res.on('close', () => see('close', req));
        // The first answers last: all others wait for it.
        setTimeout(() => res.end('x', () => see('write', req)), req.url === '/0' ? 20 : 1);
      }),
    send: pipelined,
  },
  {
    name: 'Expect: 100-continue',
    places: ['handler', 'data', 'end'],
    on: isHttp1,
    mount: (plain, { see }) =>
      plain((req, res) => {
        see('handler', req);
        req.on('data', () => see('data', req));
        req.on('end', () => {
          see('end', req);
          res.end();
        });
      }),
    send: async (client, ids) =>
      await Promise.all(
        ids.map(async (id) => {
          const headers = { Expect: '100-continue' };
          const outgoing = client.begin({ id, method: 'POST', headers });
          outgoing.flushHeaders();
          await once(outgoing, 'continue');
          outgoing.end('body');
          const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
          await once(incoming.resume(), 'end');
        }),
      ),
  },
  {
    name: 'listen() called in the context of somebody else',
    places: ['handler', 'data', 'close'],
    listensInContext: true,
    send: postChunks,
    mount: (plain, { see }) =>
      plain((req, res) => {
        see('handler', req);
        req.on('data', () => see('data', req));
        req.on('end', () => res.end());
        res.on('close', () => see('close', req));
      }),
  },
];
