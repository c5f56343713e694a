// @ts-check
import pgPromise from 'pg-promise';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const connect = pgPromise({ noWarnings: true });
const open = () => connect({ connectionString: addressOf('postgres'), max: 3 });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'pg-promise',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await db.one(sql)`',
      open,
      use: async (see, db) => {
        await db.one('select 1');
        see();
      },
    }),
    use({
      how: 'in the transaction: `db.tx(fn)`',
      open,
      use: (see, db) =>
        db.tx(async (transaction) => {
          await transaction.one('select 1');
          see();
        }),
    }),
  ],
};
