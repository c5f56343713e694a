import { isThorough, packageConfig } from '../../vitest.shared.js';

const oldest = {
  extends: true as const,
  resolve: { alias: [{ find: /^pino$/, replacement: 'pino-oldest' }] },
  test: { name: 'oldest', typecheck: { enabled: false } },
};

export default packageConfig({
  test: {
    coverage: { thresholds: { lines: 96, functions: 98, statements: 95, branches: 90 } },
    // The whole suite, on the pino that is installed and on the oldest that is supported.
    projects: [
      { extends: true as const, test: { name: 'newest' } },
      ...(isThorough ? [oldest] : []),
    ],
  },
});
