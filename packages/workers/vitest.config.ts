import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: {
    // Most of the time is spent on starting threads, which a second file can do meanwhile.
    maxWorkers: 2,
    // What runs in threads is the built package, where nobody counts.
    coverage: {
      exclude: ['src/piscina/thread/**'],
      thresholds: { statements: 99, branches: 96, functions: 98, lines: 99 },
    },
  },
});
