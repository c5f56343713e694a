// @ts-check
import { Agent } from 'node:http';
import superagent from 'superagent';
import { use } from '../../harness/library.mjs';
import { answeringServer } from '../../harness/http-server.mjs';

const origin = await answeringServer();
const open = () => new Agent({ keepAlive: true, maxSockets: 2 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'superagent',
  cases: [
    use({
      how: 'in the callback: `request.end(callback)`, and in a listener of `response`',
      open,
      close: (agent) => agent.destroy(),
      calls: 2,
      use: (see, agent) => superagent.get(origin).agent(agent).on('response', see).end(see),
    }),
  ],
};
