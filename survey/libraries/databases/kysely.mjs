// @ts-check
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () => {
  const pool = new pg.Pool({ connectionString: addressOf('postgres'), max: 3 });
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'kysely',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await query.execute(db)`',
      open,
      close: (db) => db.destroy(),
      use: async (see, db) => {
        await sql`select 1`.execute(db);
        see();
      },
    }),
    use({
      how: 'in the transaction: `db.transaction().execute(fn)`',
      open,
      close: (db) => db.destroy(),
      use: (see, db) =>
        db.transaction().execute(async (transaction) => {
          await sql`select 1`.execute(transaction);
          see();
        }),
    }),
  ],
};
