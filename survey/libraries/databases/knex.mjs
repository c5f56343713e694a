// @ts-check
import { bindEmitter } from '@aiolocals/core';
import knex from 'knex';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const open = () =>
  knex({ client: 'pg', connection: addressOf('postgres'), pool: { min: 0, max: 3 } });

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'knex',
  needs: ['postgres'],
  cases: [
    use({
      how: 'after `await knex.raw(sql)`',
      open,
      close: (db) => db.destroy(),
      use: async (see, db) => {
        await db.raw('select 1');
        see();
      },
    }),
    use({
      how: 'in the transaction: `knex.transaction(fn)`',
      open,
      close: (db) => db.destroy(),
      use: (see, db) =>
        db.transaction(async (transaction) => {
          await transaction.raw('select 1');
          see();
        }),
    }),
    use({
      how: "in a listener of a query: `knex.raw(sql).on('query-response', listener)`",
      open,
      close: (db) => db.destroy(),
      use: (see, db) => db.raw('select 1').on('query-response', see),
    }),
    use({
      how: "in a listener that all queries share: `knex.on('query-response', listener)`",
      open,
      close: (db) => db.destroy(),
      use: async (see, db) => {
        db.setMaxListeners?.(0);
        db.on('query-response', see);
        await db.raw('select 1');
      },
      remedies: [
        {
          how: '`bindEmitter(knex)`, before listeners are added',
          open: () => {
            const db = open();
            bindEmitter(db);
            return db;
          },
        },
      ],
    }),
  ],
};
