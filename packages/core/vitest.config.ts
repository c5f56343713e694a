import { isThorough, packageConfig } from '../../vitest.shared.js';

/** What starts processes of its own, counts what is retained, or is about the base context itself. */
const ofOneState = [
  'test/integration/**',
  'test/internal/**',
  'test/memory*.test.ts',
  'test/carrier/base.test.ts',
  'test/root.test.ts',
  // Long, and about data or clocks, not about where they start.
  'test/carrier/arrival.test.ts',
  'test/carrier/hostile.test.ts',
  'test/http/hostile-headers.test.ts',
  'test/http/pipelined-connections.test.ts',
  'test/late-use.test.ts',
  'test/lifetime-model.test.ts',
  'test/many-locals.test.ts',
  'test/other-emitters.test.ts',
  'test/retained.test.ts',
  'test/options/**',
  // Enters contexts of its own in each step.
  'test/propagation.test.ts',
  // It changes every server of its process.
  'test/register.test.ts',
];
const typecheck = { enabled: false };

const otherStates = [
  {
    extends: true as const,
    test: {
      name: 'in a context',
      setupFiles: ['./test/support/in-a-context.ts'],
      env: { AIOLOCALS_STATE: 'in a context' },
      exclude: ofOneState,
      typecheck,
    },
  },
  {
    extends: true as const,
    test: {
      name: 'in a base context',
      setupFiles: ['./test/support/in-a-base-context.ts'],
      env: { AIOLOCALS_STATE: 'in a base context' },
      exclude: ofOneState,
      typecheck,
    },
  },
];

export default packageConfig({
  test: {
    // On two cores, Vitest runs one file at a time by default.
    maxWorkers: 2,
    coverage: {
      // Deno and Bun run them.
      exclude: ['src/http/internal/server/received-last.ts', 'src/http/internal/bun-timeouts.ts'],
      // The three branches that are left are those of weak references: the garbage collector decides.
      thresholds: { lines: 100, functions: 100, statements: 100, branches: 99.7 },
    },
    // A test with this tag is about code outside any context, and starts there in each project.
    tags: [{ name: 'outside', description: 'starts outside any context' }],
    projects: [
      { extends: true as const, test: { name: 'outside' } },
      ...(isThorough ? otherStates : []),
    ],
  },
});
