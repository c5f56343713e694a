// @ts-check
import { Writable } from 'node:stream';
import { bind } from '@aiolocals/core';
import { Agent } from 'undici';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();
const open = () => new Agent({ connections: 2 });
const close = (/** @type {Agent} */ agent) => agent.destroy();
const options = /** @type {const} */ ({ origin, path: '/', method: 'GET' });
const sink = () => new Writable({ write: (_chunk, _encoding, done) => done() });
/** What `dispatch` calls. @param {() => void} see */
const handler = (see) => ({
  onRequestStart: () => {},
  onResponseStart: see,
  onResponseData: see,
  onResponseEnd: see,
});

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'undici',
  cases: [
    use({
      how: 'after `await agent.request(options)` and `await body.text()`',
      open,
      close,
      use: async (see, agent) => {
        const { body } = await agent.request(options);
        await body.text();
        see();
      },
    }),
    use({
      how: 'in the callback: `agent.request(options, callback)`',
      open,
      close,
      use: (see, agent) =>
        agent.request(options, (_error, data) => {
          see();
          data.body?.resume();
        }),
    }),
    use({
      how: 'in the factory: `agent.stream(options, factory)`',
      open,
      close,
      use: (see, agent) => agent.stream(options, () => (see(), sink())),
    }),
    use({
      how: 'in a handler: `agent.dispatch(options, handler)`',
      open,
      close,
      calls: 3,
      use: (see, agent) => agent.dispatch(options, handler(see)),
      remedies: [
        {
          how: '`bind` for each method of the handler',
          use: (see, agent) => agent.dispatch(options, handler(bind(see))),
        },
      ],
    }),
  ],
};
