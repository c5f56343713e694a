// @ts-check
import { Agent } from 'node:http';
import got from 'got';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();
const open = () => got.extend({ agent: { http: new Agent({ keepAlive: true, maxSockets: 2 }) } });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'got',
  cases: [
    use({
      how: 'after `await got(url)`, and in `beforeRequest` and `afterResponse`',
      open,
      calls: 3,
      use: async (see, client) => {
        const hooks = {
          beforeRequest: [() => see()],
          afterResponse: [
            (/** @type {import('got').Response} */ response) =>
              (see(), response),
          ],
        };
        await client(origin, { hooks });
        see();
      },
    }),
    use({
      how: "in a listener of a stream: `got.stream(url).on('data', listener)`",
      open,
      use: (see, client) => client.stream(origin).on('data', see),
    }),
  ],
};
