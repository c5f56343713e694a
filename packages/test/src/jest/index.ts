import type { ExpectedLine } from '../expected-line.js';
import { matchers } from '../matchers.js';

const { expect } = globalThis as { expect?: { extend(matchers: object): void } };
if (expect === undefined) {
  throw new Error(
    'Cannot add `toHaveLogged` here, because there is no `expect`: name `@aiolocals/test/jest` in `setupFilesAfterEnv` of Jest',
  );
}
expect.extend({ ...matchers });

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- `@types/jest` declares its matchers in a namespace
  namespace jest {
    // oxlint-disable-next-line no-unused-vars -- the parameter has to be declared as `@types/jest` declares it
    interface Matchers<R> {
      /**
       * Passes if a line was logged that says what is expected. The value is what `captureLines` returned, a list of lines,
       * or a text of lines.
       */
      toHaveLogged(expected: ExpectedLine): R;
    }
  }
}
