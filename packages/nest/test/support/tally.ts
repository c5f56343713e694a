import type { Row } from '@aiolocals/testing';
import type { Places } from '../../../../place-tally.js';

declare module 'vitest' {
  interface TaskMeta {
    /** The row of this test in the table of the contract. */
    row?: Row;
    /** For `pnpm places`. */
    places?: Places;
  }
}

export { Tally } from '../../../../place-tally.js';
