// @ts-check
import ky from 'ky';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'ky',
  cases: [
    use({
      how: 'after `await ky(url)`, and in `beforeRequest` and `afterResponse`',
      calls: 3,
      use: async (see) => {
        const hooks = { beforeRequest: [() => see()], afterResponse: [() => see()] };
        await ky(origin, { hooks }).text();
        see();
      },
    }),
  ],
};
