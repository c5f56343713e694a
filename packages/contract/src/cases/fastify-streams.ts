import { Readable } from 'node:stream';
import { ReadableStream } from 'node:stream/web';
import type { FastifyInstance } from 'fastify-5';
import type { ContractCase } from '@aiolocals/testing';
import { pooled } from './fastify-pooled.js';

type App = FastifyInstance;

const REQUESTS = 20;
const LARGE = 2 ** 16;
const hasWebStreams = ({ name }: { readonly name: string }): boolean =>
  name.startsWith('fastify 5');

/** A stream of several pieces, each larger than what is buffered. */
function pieces(onRead: () => void): Readable {
  let left = 4;
  return new Readable({
    read() {
      onRead();
      left -= 1;
      this.push(left < 0 ? null : Buffer.alloc(LARGE, 'x'));
    },
  });
}

/** Replies that are streams. */
export const fastifyStreamCases: readonly ContractCase<App>[] = [
  {
    name: 'a stream, sent from a shared connection',
    places: ['read', 'stream close', 'finish'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.get('/', (request, reply) => {
        reply.raw.on('finish', () => kit.see('finish', request));
        pooled(kit, () => {
          const stream = pieces(() => kit.see('read', request));
          reply.raw.on('close', () => kit.see('stream close', request));
          void reply.send(stream);
        });
      });
    },
  },
  {
    name: 'a stream, returned by an async handler',
    places: ['read', 'close'],
    requests: REQUESTS,
    mount: (app, kit) => {
      app.get('/', async (request) => {
        await new Promise<void>((done) => pooled(kit, done));
        return pieces(() => kit.see('read', request)).on('close', () => kit.see('close', request));
      });
    },
  },
  ...(['a web stream', 'a Response'] as const).map((what): ContractCase<App> => ({
    name: `${what}, sent from a shared connection`,
    places: ['pull', 'onSend', 'finish'],
    requests: REQUESTS,
    on: hasWebStreams,
    mount: (app, kit) => {
      app.addHook('onSend', (request, _reply, payload, done) => {
        kit.see('onSend', request);
        done(null, payload);
      });
      app.get('/', (request, reply) => {
        reply.raw.on('finish', () => kit.see('finish', request));
        let left = 4;
        // Made here: Node calls the first `pull` where the stream was made.
        const body = new ReadableStream(
          {
            pull: (controller) => {
              kit.see('pull', request);
              left -= 1;
              if (left < 0) controller.close();
              else controller.enqueue(new Uint8Array(LARGE));
            },
          },
          { highWaterMark: 0 },
        );
        pooled(kit, () => reply.send(what === 'a Response' ? new Response(body as never) : body));
      });
    },
  })),
];
