// @ts-check
import { Agent } from 'node:http';
import axios from 'axios';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();
const open = () => axios.create({ httpAgent: new Agent({ keepAlive: true, maxSockets: 2 }) });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'axios',
  cases: [
    use({
      how: 'after `await axios.get(url)`',
      open,
      use: async (see, client) => {
        await client.get(origin);
        see();
      },
    }),
    use({
      how: 'in an interceptor of responses, and in `transformResponse`',
      open: () => {
        const client = open();
        client.interceptors.response.use((response) => {
          /** @type {{ see?: () => void }} */ (response.config).see?.();
          return response;
        });
        return client;
      },
      calls: 2,
      use: (see, client) =>
        client.get(origin, /** @type {object} */ ({ see, transformResponse: see })),
    }),
  ],
};
