import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: {
    // The command runs in processes of its own.
    coverage: {
      exclude: ['src/cli.ts'],
      thresholds: { statements: 90, branches: 80, functions: 95, lines: 90 },
    },
  },
});
