import type { Http2ServerRequest, ServerHttp2Stream } from 'node:http2';
import { bind } from '@aiolocals/core';
import { limitOf, together, type Limit, type Plain } from '@aiolocals/testing';

const streamOf = (request: unknown): ServerHttp2Stream => (request as Http2ServerRequest).stream;

/** What the documentation of `openRequest` says that it cannot reach. */
export const http2Limits: readonly Limit<Plain>[] = [
  limitOf('events of the raw stream of http2', {
    places: ['close'],
    mount: (plain, { see }, isRemedied) =>
      plain((req, res) => {
        const listener = (): void => see('close', req);
        streamOf(req).on('close', isRemedied ? bind(listener) : listener);
        res.end('ok');
      }),
  }),
  limitOf('callbacks of the raw stream of http2, called from the context of another request', {
    places: ['pushed'],
    mount: (plain, { see }, isRemedied) => {
      const hold = together(100);
      plain((req, res) => {
        const callback = (_error: Error | null, pushed: ServerHttp2Stream): void => {
          see('pushed', req);
          pushed.on('close', () => res.end('ok'));
          pushed.respond({ ':status': 204 });
          pushed.end();
        };
        const bound = isRemedied ? bind(callback) : callback;
        hold(() => streamOf(req).pushStream({ ':path': '/pushed' }, bound));
      });
    },
  }),
];
