// @ts-check
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () => drizzle(new pg.Pool({ connectionString: addressOf('postgres'), max: 3 }));

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'drizzle-orm',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await db.execute(sql)`, and in `db.transaction(fn)`',
      open,
      close: (db) => db.$client.end(),
      calls: 2,
      use: async (see, db) => {
        await db.execute(sql`select 1`);
        see();
        await db.transaction(async (transaction) => {
          await transaction.execute(sql`select 1`);
          see();
        });
      },
    }),
  ],
};
