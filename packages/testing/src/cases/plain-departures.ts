import { once } from 'node:events';
import { Context } from '@aiolocals/core';
import type { Plain } from '../adapter.js';
import { arrivals } from '../arrivals.js';
import type { ContractCase } from '../contract-case.js';

const isHttp1 = ({ protocol }: { protocol: string }): boolean => protocol !== 'http2';

/** Clients that go away before they have the whole response. */
export const departureCases: readonly ContractCase<Plain>[] = [
  {
    name: 'client gone before the body',
    places: ['aborted', 'request error', 'request close', 'response close', 'cancelled'],
    on: isHttp1,
    requests: 20,
    mount: (plain, { see }) =>
      plain((req, res) => {
        Context.current()?.signal.addEventListener('abort', () => see('cancelled', req));
        req.on('aborted', () => see('aborted', req));
        req.on('error', () => see('request error', req));
        req.on('close', () => see('request close', req));
        res.on('close', () => see('response close', req));
        arrivals.note(req);
      }),
    send: goAway(''),
  },
  {
    name: 'client gone during the body',
    places: ['data', 'aborted', 'request error', 'response close', 'cancelled'],
    on: isHttp1,
    requests: 20,
    mount: (plain, { see }) =>
      plain((req, res) => {
        Context.current()?.signal.addEventListener('abort', () => see('cancelled', req));
        req.on('data', () => see('data', req));
        req.once('data', () => arrivals.note(req));
        req.on('aborted', () => see('aborted', req));
        req.on('error', () => see('request error', req));
        res.on('close', () => see('response close', req));
      }),
    send: goAway('some of it'),
  },
  {
    name: 'client gone during the response',
    places: ['response close', 'cancelled', 'closed context'],
    on: isHttp1,
    requests: 20,
    mount: (plain, { see }) =>
      plain((req, res) => {
        const context = Context.current();
        context?.signal.addEventListener('abort', () => see('cancelled', req));
        context?.onClose(() => see('closed context', req));
        res.on('close', () => see('response close', req));
        res.write('some of it');
      }),
    send: async (client, ids) =>
      await Promise.all(
        ids.map(async (id) => {
          const outgoing = client.begin({ id });
          outgoing.on('error', () => {});
          outgoing.end();
          const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
          incoming.on('error', () => {});
          await once(incoming, 'data');
          outgoing.destroy();
        }),
      ),
  },
];

function goAway(body: string): NonNullable<ContractCase<Plain>['send']> {
  return async (client, ids) =>
    await Promise.all(
      ids.map(async (id) => {
        const headers = { 'Content-Length': '100' };
        const outgoing = client.begin({ id, method: 'POST', headers });
        outgoing.on('error', () => {});
        if (body === '') outgoing.flushHeaders();
        else outgoing.write(body);
        await arrivals.of(id);
        outgoing.destroy();
      }),
    );
}
