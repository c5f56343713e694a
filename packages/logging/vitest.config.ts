import { isThorough, packageConfig } from '../../vitest.shared.js';

const oldest = {
  extends: true as const,
  resolve: { alias: [{ find: /^winston$/, replacement: 'winston-oldest' }] },
  test: {
    name: 'oldest',
    env: { WINSTON: 'winston-oldest' },
    // Their processes load the built package, and transports of third parties, which have the newest winston.
    exclude: ['test/console.test.ts', 'test/flush-transports.test.ts', 'test/register.test.ts'],
    typecheck: { enabled: false },
  },
};

export default packageConfig({
  test: {
    // Vitest leaves one core to itself by default. Here that would be half of them, and tests that wait for child processes
    // and sockets use little.
    maxWorkers: 2,
    // What is missing runs in child processes: the console, crashes, lines after the end.
    coverage: { thresholds: { lines: 96, functions: 98, statements: 95, branches: 90 } },
    // The whole suite, on the winston that is installed and on the oldest that is supported.
    projects: [
      { extends: true as const, test: { name: 'newest', env: { WINSTON: 'winston' } } },
      ...(isThorough ? [oldest] : []),
    ],
  },
});
