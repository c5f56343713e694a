import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: {
    // What it reaches. Most of the package is what winston and pino share: their packages test the rest.
    coverage: { thresholds: { lines: 76, functions: 75, statements: 73, branches: 57 } },
  },
});
