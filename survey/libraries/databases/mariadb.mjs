// @ts-check
import { bind } from '@aiolocals/core';
import mariadb from 'mariadb';
import callbacks from 'mariadb/callback';
import { use } from '../../harness/library.mjs';
import { addressOf } from '../../harness/services.mjs';

const { hostname: host, port, username: user, password, pathname } = new URL(addressOf('mysql'));
const database = pathname.slice(1);
const options = { host, port: Number(port), user, password, database, connectionLimit: 3 };
const open = () => callbacks.createPool(options);
/** @param {{ end(done: () => void): void }} pool */
const close = (pool) => new Promise((resolve) => pool.end(() => resolve(undefined)));

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'mariadb',
  needs: ['mysql'],
  cases: [
    use({
      how: 'after `await pool.query(sql)`',
      open: () => mariadb.createPool(options),
      close: (pool) => pool.end(),
      use: async (see, pool) => {
        await pool.query('select 1');
        see();
      },
    }),
    use({
      how: 'in the callback: `pool.query(sql, callback)` of `mariadb/callback`',
      open,
      close,
      use: (see, pool) => pool.query('select 1', see),
      remedies: [
        {
          how: '`pool.query(sql, bind(callback))`',
          use: (see, pool) => pool.query('select 1', bind(see)),
        },
      ],
    }),
  ],
};
