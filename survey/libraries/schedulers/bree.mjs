// @ts-check
import { fileURLToPath } from 'node:url';
import Bree from 'bree';
import { use } from '../../harness/library.mjs';

const path = fileURLToPath(new URL('../../fixtures/bree-job.mjs', import.meta.url));
const CONTEXTS = 20;
/** What the threads' messages lead to. @type {Map<string, () => void>} */
const told = new Map();

const open = () =>
  new Bree({
    root: false,
    logger: false,
    jobs: [],
    workerMessageHandler: ({ name }) => told.get(name)?.(),
  });
/** @param {Bree} bree @param {number} index @param {() => void} see */
const run = async (bree, index, see) => {
  const name = `job-${index}`;
  told.set(name, see);
  await bree.add({ name, path });
  await bree.run(name);
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'bree',
  cases: [
    use({
      how: 'in `workerMessageHandler`, which should have the context that ran the job',
      open,
      contexts: CONTEXTS,
      use: (see, bree, index) => run(bree, index, see),
    }),
  ],
};
