// @ts-check
import { Agent } from 'node:http';
import fetch from 'node-fetch';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'node-fetch',
  cases: [
    use({
      how: 'after `await fetch(url)` and `await response.text()`',
      open: () => new Agent({ keepAlive: true, maxSockets: 2 }),
      close: (agent) => agent.destroy(),
      use: async (see, agent) => {
        const response = await fetch(origin, { agent });
        await response.text();
        see();
      },
    }),
  ],
};
