// @ts-check
import fs from 'graceful-fs';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'graceful-fs',
  cases: [
    use({
      how: 'in the callback: `fs.readFile(path, callback)`',
      use: (see) => fs.readFile(new URL(import.meta.url), see),
    }),
  ],
};
