import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const passed = (name: string, method: string, output?: string) => ({
  messageId: 'passed',
  data: { name, method },
  suggestions: output === undefined ? [] : [{ messageId: 'bind', output }],
});
const pg = "import { Pool } from 'pg'; const pool = new Pool(); ";

tester.run('no-unbound-callback', plugin.rules?.['no-unbound-callback'] as never, {
  valid: [
    `${pg}export const f = async () => await pool.query('select 1', values);`,
    `${pg}pool.query('select 1', () => {});`,
    `${pg}pool.on('error', () => {}); export const f = () => pool.on('error', () => {});`,
    `${pg}import { bind } from '@aiolocals/core'; export const f = (next) => pool.query('select 1', bind(next));`,
    `${pg}export const f = (values) => pool.query('select 1', values);`,
    "import { pool } from 'elsewhere'; export const f = () => pool.query('select 1', () => {});",
    "import { app } from './app.js'; export const f = () => app.query('x', () => {});",
    "const own = { query() {} }; export const f = () => own.query('x', () => {});",
    "import mysql from 'mysql2/promise'; const pool = mysql.createPool(); export const f = () => pool.query('x', () => {});",
  ],
  invalid: [
    {
      name: 'binds a callback',
      code: `${pg}export const f = () => pool.query('select 1', () => {});`,
      errors: [
        passed(
          'pool',
          'query',
          `import { bind } from '@aiolocals/core';\n${pg}export const f = () => pool.query('select 1', bind(() => {}));`,
        ),
      ],
    },
    {
      code: "import pg from 'pg'; const pool = new pg.Pool(); export function f(bind, next) { pool.connect(next); }",
      errors: [passed('pool', 'connect')],
    },
    {
      code: "import * as redis from 'redis'; const client = redis.createClient(); export const f = (bind) => client.get('x', () => {});",
      errors: [passed('client', 'get')],
    },
    {
      code: "import PQueue from 'p-queue'; const queue = new PQueue(); export const f = (bind) => { queue.add(work); }; async function work() {}",
      errors: [passed('queue', 'add')],
    },
    {
      code: "import { db } from './db.js'; export const f = (bind) => db.query('x', [], () => {});",
      errors: [passed('db', 'query')],
    },
    {
      code: "import { makePool } from 'my-pool'; const pool = makePool(); export const f = (bind) => pool.acquire(() => {});",
      options: [{ modules: { 'my-pool': ['acquire'] } }],
      errors: [passed('pool', 'acquire')],
    },
    {
      ...commonJs,
      code: "const fastq = require('fastq'); const queue = fastq(worker, 1); exports.f = (bind, done) => queue.push(1, done); function worker() {}",
      errors: [passed('queue', 'push')],
    },
    {
      ...typescript,
      code: "import mysql from 'mysql2'; const pool: mysql.Pool = mysql.createPool({}); export function f(bind: unknown): void { pool.getConnection((error: unknown) => {}); }",
      errors: [passed('pool', 'getConnection')],
    },
  ],
});
