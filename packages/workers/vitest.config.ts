import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: {
    coverage: {
      // What runs in threads is the built package, where nobody counts.
      exclude: ['src/piscina/thread/**'],
      thresholds: { lines: 100, functions: 100, statements: 100, branches: 100 },
    },
  },
});
