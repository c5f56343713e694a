// @ts-check
import { Agent, get } from 'node:http';
import { bind } from '@aiolocals/core';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();
const open = () => new Agent({ keepAlive: true, maxSockets: 2 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'node:http',
  cases: [
    use({
      how: 'in the callback and in `data`, `end`, `close` of a response, with an `Agent` of two sockets',
      open,
      close: (agent) => agent.destroy(),
      calls: 4,
      use: (see, agent) =>
        get(origin, { agent }, (response) => {
          see();
          response.on('data', see).on('end', see).on('close', see);
        }),
    }),
    use({
      how: "in a listener of a request that cannot be sent: `request.on('error', listener)`",
      open,
      close: (agent) => agent.destroy(),
      use: (see, agent) => get('http://127.0.0.1:1', { agent }).on('error', see),
      remedies: [
        {
          how: "`request.on('error', bind(listener))`",
          use: (see, agent) => get('http://127.0.0.1:1', { agent }).on('error', bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await fetch(url)` and `await response.text()`',
      use: async (see) => {
        const response = await fetch(origin);
        await response.text();
        see();
      },
    }),
  ],
};
