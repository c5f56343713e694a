// @ts-check
import { bind } from '@aiolocals/core';
import schedule from 'node-schedule';
import { use } from '../../harness/library.mjs';

const soon = (/** @type {number} */ index) => new Date(Date.now() + 50 + (100 - index));

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'node-schedule',
  cases: [
    use({
      how: 'in the job: `scheduleJob(date, job)`',
      use: (see, _shared, index) => void schedule.scheduleJob(soon(index), see),
      remedies: [
        {
          how: '`scheduleJob(date, bind(job))`',
          use: (see, _shared, index) => void schedule.scheduleJob(soon(index), bind(see)),
        },
      ],
    }),
  ],
};
