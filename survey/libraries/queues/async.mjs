// @ts-check
import { bind } from '@aiolocals/core';
import async from 'async';
import { use } from '../../harness/library.mjs';

/** @typedef {(done: () => void) => void} Job */

const open = () => async.queue((/** @type {Job} */ job, done) => job(done), 2);
/** @type {Job} */
const short = (done) => void setImmediate(done);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'async',
  cases: [
    use({
      how: 'in the worker: `queue.push(job)`',
      open,
      use: (see, queue) => {
        void queue.push((done) => short(() => (see(), done())));
      },
      remedies: [
        {
          how: '`queue.push(bind(job))`, which the worker calls',
          use: (see, queue) => {
            void queue.push(bind((done) => short(() => (see(), done()))));
          },
        },
      ],
    }),
    use({
      how: 'in the callback: `queue.push(job, callback)`',
      open,
      use: (see, queue) => queue.push(short, () => see()),
      remedies: [
        {
          how: '`queue.push(job, bind(callback))`',
          use: (see, queue) =>
            queue.push(
              short,
              bind(() => see()),
            ),
        },
      ],
    }),
    use({
      how: 'after `await queue.push(job)`',
      open,
      use: async (see, queue) => {
        await queue.push(short);
        see();
      },
    }),
    use({
      how: 'in the iteratee and callback of `async.mapLimit`',
      use: async (see) => {
        await async.mapLimit([1, 2, 3], 1, (_item, done) => short(() => (see(), done(null))));
        see();
      },
    }),
  ],
};
