// @ts-check
import cron from 'node-cron';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'node-cron',
  cases: [
    use({
      how: 'in the job: `cron.schedule(pattern, job)`',
      use: (see) => {
        const task = cron.schedule('* * * * * *', () => {
          see();
          void task.stop();
        });
      },
    }),
  ],
};
