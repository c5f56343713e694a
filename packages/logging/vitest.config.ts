import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: {
    // What is missing runs in child processes: the console, crashes, lines after the end.
    coverage: { thresholds: { lines: 96, functions: 98, statements: 95, branches: 90 } },
    // The whole suite, on the winston that is installed and on the oldest that is supported.
    projects: [
      { extends: true, test: { name: 'newest', env: { WINSTON: 'winston' } } },
      {
        extends: true,
        resolve: { alias: [{ find: /^winston$/, replacement: 'winston-oldest' }] },
        test: {
          name: 'oldest',
          env: { WINSTON: 'winston-oldest' },
          typecheck: { enabled: false },
        },
      },
    ],
  },
});
