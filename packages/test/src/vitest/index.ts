import { expect } from 'vitest';
import type { ExpectedLine } from '../expected-line.js';
import { matchers } from '../matchers.js';

expect.extend({ ...matchers });

declare module 'vitest' {
  // oxlint-disable-next-line typescript/no-explicit-any -- the parameter has to be declared as Vitest declares it
  interface Matchers<T = any> {
    /**
     * Passes if a line with the expected fields was logged. The value is what `captureLines` returned, a list of lines,
     * or a text of lines.
     */
    toHaveLogged(expected: ExpectedLine): T extends never ? never : void;
  }
}
