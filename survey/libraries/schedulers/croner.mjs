// @ts-check
import { Cron } from 'croner';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'croner',
  cases: [
    use({
      how: 'in the job: `new Cron(pattern, job)`',
      use: (see) => void new Cron('* * * * * *', { maxRuns: 1 }, see),
    }),
  ],
};
