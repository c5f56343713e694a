// @ts-check
import Database from 'better-sqlite3';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'better-sqlite3',
  since: 22,
  cases: [
    use({
      how: 'in a function of a statement, and in a transaction',
      open: () => new Database(':memory:'),
      close: (database) => database.close(),
      use: (see, database) => {
        database.transaction(see)();
        database.function('see', () => (see(), 1));
        database.prepare('select see()').get();
      },
    }),
  ],
};
