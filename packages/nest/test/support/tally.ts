import type { Row } from '@aiolocals/testing';
import type { Places } from '../../../../place-tally.js';

declare module 'vitest' {
  interface TaskMeta {
    /** What the table of the contract has of this test. */
    row?: Row;
    /** For `pnpm places`. */
    places?: Places;
  }
}

export { Tally } from '../../../../place-tally.js';
