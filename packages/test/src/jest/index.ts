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
  namespace jest {
    interface Matchers<R> {
      /**
       * Passes if a line with the expected fields was logged. The value is what `captureLines` returned, a list of
       * lines, or a text of lines.
       */
      toHaveLogged(expected: ExpectedLine): R;
    }
  }
}
