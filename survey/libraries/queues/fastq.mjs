// @ts-check
import { setImmediate as turn } from 'node:timers/promises';
import { bind } from '@aiolocals/core';
import fastq from 'fastq';
import { use } from '../../harness/library.mjs';

/** @typedef {(done: (error: null) => void) => void} Job */

const open = () =>
  fastq((/** @type {Job} */ job, /** @type {(error: null) => void} */ done) => job(done), 2);
/** @type {Job} */
const short = (done) => void setImmediate(done, null);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'fastq',
  cases: [
    use({
      how: 'in the worker: `queue.push(job)`',
      open,
      use: (see, queue) => queue.push((done) => short(() => (see(), done(null)))),
      remedies: [
        {
          how: '`queue.push(bind(job))`, which the worker calls',
          use: (see, queue) => queue.push(bind((done) => short(() => (see(), done(null))))),
        },
      ],
    }),
    use({
      how: 'in the callback: `queue.push(job, callback)`',
      open,
      use: (see, queue) => queue.push(short, see),
      remedies: [
        {
          how: '`queue.push(job, bind(callback))`',
          use: (see, queue) => queue.push(short, bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await queue.push(job)` of `fastq.promise`',
      open: () => fastq.promise(() => turn(), 2),
      use: async (see, queue) => {
        await queue.push(0);
        see();
      },
    }),
  ],
};
