import type { Http2ServerRequest } from 'node:http2';
import { bind } from '@aiolocals/core';
import type { Plain } from '../adapters.js';
import { type Limit, limitOf } from '../contract-case.js';

/** What the documentation of `openRequest` says that it cannot reach. */
export const http2Limit: Limit<Plain> = limitOf('events of the raw stream of http2', {
  places: ['close'],
  mount: (plain, { see }, isRemedied) =>
    plain((req, res) => {
      const { stream } = req as unknown as Http2ServerRequest;
      const listener = (): void => see('close', req);
      stream.on('close', isRemedied ? bind(listener) : listener);
      res.end('ok');
    }),
});
