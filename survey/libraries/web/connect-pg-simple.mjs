// @ts-check
import process from 'node:process';
import connectPgSimple from 'connect-pg-simple';
import session from 'express-session';
import pg from 'pg';
import { addressOf } from '../../harness/services.mjs';
import { sessionCases } from '../../harness/session-cases.mjs';

const TABLE = `survey_sessions_${process.pid}`;
const PgStore = connectPgSimple(session);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'connect-pg-simple',
  needs: ['postgres'],
  cases: sessionCases(async () => {
    const pool = new pg.Pool({ connectionString: addressOf('postgres'), max: 3 });
    await pool.query(
      `create table ${TABLE} (sid varchar primary key, sess json not null, expire timestamp not null)`,
    );
    const store = new PgStore({ pool, pruneSessionInterval: false, ttl: 60, tableName: TABLE });
    const close = async () => {
      await pool.query(`drop table ${TABLE}`);
      await pool.end();
    };
    return { store, close };
  }),
};
