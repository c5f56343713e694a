import { once } from 'node:events';
import { Context } from '@aiolocals/core';
import type { Plain } from '../adapters.js';
import { postChunks } from '../bodies.js';
import type { ContractCase } from '../contract-case.js';
import type { Witness } from '../sightings.js';

const isHttp1 = ({ protocol }: { protocol: string }): boolean => protocol !== 'http2';
const isPlain = ({ protocol }: { protocol: string }): boolean => protocol === 'http';

/** What a client that has to go away at the right time waits for. */
class Arrivals {
  readonly #waiting = new Map<string, () => void>();
  readonly #arrived = new Set<string>();

  note({ headers }: Witness): void {
    const id = String(headers['x-request-id']);
    this.#arrived.add(id);
    this.#waiting.get(id)?.();
  }

  async of(id: string): Promise<void> {
    if (this.#arrived.delete(id)) return;
    await new Promise<void>((resolve) => this.#waiting.set(id, resolve));
    this.#waiting.delete(id);
    this.#arrived.delete(id);
  }
}

const arrivals = new Arrivals();

/** Sockets that are reused, kept waiting and torn down. */
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
    send: async (client, ids) => {
      const socket = client.connect();
      const last = ids.length - 1;
      const requests = ids.map(
        (id, index) =>
          `GET /${index} HTTP/1.1\r\nHost: x\r\nX-Request-ID: ${id}\r\n` +
          `${index === last ? 'Connection: close\r\n' : ''}\r\n`,
      );
      socket.write(requests.join(''));
      await once(socket.resume(), 'close');
    },
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
        req.on('data', () => {
          see('data', req);
          arrivals.note(req);
        });
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
    send: async (client, ids) =>
      await Promise.all(
        ids.map(async (id) => {
          const outgoing = client.begin({ id, method: 'POST', headers: { 'Content-Length': '9' } });
          outgoing.flushHeaders();
          const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
          await once(incoming.resume(), 'end');
          outgoing.end('a body...');
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
