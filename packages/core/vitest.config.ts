import type { TestProjectInlineConfiguration } from 'vitest/config';
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
/** What changes its process for others, or is about the first request of one: each has a process of its own. */
const ofOneProcess = [
  'test/deadline-clock.test.ts',
  'test/http/bind-prototypes.test.ts',
  'test/http/further-policies.test.ts',
  'test/http/late-echo.test.ts',
  'test/http/patched-before.test.ts',
  // It declares an attribute of `request`.
  'test/local.test.ts',
  'test/web/hono.test.ts',
];

// A test with this tag is about code outside any context, and starts there in each project.
const tags = [{ name: 'outside', description: 'starts outside any context' }];
const base = packageConfig({ test: { tags } });

/**
 * Two projects a state: most files share a process, which takes a third of the time. Each has had one of its own outside
 * any context. `vitest run --project 'in a context' --sequence.shuffle.files --maxWorkers=1` shows which cannot share.
 */
function projectsOf(state: string, setupFile: string): TestProjectInlineConfiguration[] {
  const test = {
    ...base.test,
    setupFiles: [base.test?.setupFiles ?? [], setupFile].flat(),
    env: { AIOLOCALS_STATE: state },
    typecheck: { enabled: false },
  };
  return [
    {
      ...base,
      test: { ...test, name: state, isolate: false, exclude: [...ofOneState, ...ofOneProcess] },
    },
    { ...base, test: { ...test, name: `${state}, apart`, include: ofOneProcess } },
  ];
}

const otherStates = [
  ...projectsOf('in a context', './test/support/in-a-context.ts'),
  ...projectsOf('in a base context', './test/support/in-a-base-context.ts'),
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
    tags,
    projects: [
      { extends: true as const, test: { name: 'outside' } },
      ...(isThorough ? otherStates : []),
    ],
  },
});
