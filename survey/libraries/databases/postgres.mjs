// @ts-check
import { bind } from '@aiolocals/core';
import postgres from 'postgres';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () => postgres(addressOf('postgres'), { max: 3, onnotice: () => {} });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'postgres',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after ``await sql`…` ``',
      open,
      close: (sql) => sql.end(),
      use: async (see, sql) => {
        await sql`select 1`;
        see();
      },
    }),
    use({
      how: 'in the callback: ``sql`…`.forEach(callback)``',
      open,
      close: (sql) => sql.end(),
      use: (see, sql) => sql`select 1`.forEach(see),
      remedies: [
        {
          how: '``sql`…`.forEach(bind(callback))``',
          use: (see, sql) => sql`select 1`.forEach(bind(see)),
        },
      ],
    }),
    use({
      how: 'in the transaction: `sql.begin(fn)`',
      open,
      close: (sql) => sql.end(),
      use: (see, sql) =>
        sql.begin(async (transaction) => {
          await transaction`select 1`;
          see();
        }),
    }),
  ],
};
