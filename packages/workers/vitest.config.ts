import { packageConfig } from '../../vitest.shared.js';

export default packageConfig({
  test: {
    // Starting threads takes most of the time. On two cores, Vitest runs one file at a time by default.
    maxWorkers: 2,
    // Threads run the built package, whose coverage is not measured.
    coverage: {
      // Bun and Deno run the hook, and the built package too. Only services in other folders look for the thread's file.
      exclude: [
        'src/piscina/thread/**',
        'src/piscina/internal/thread-file.ts',
        'src/internal/hook-construction.ts',
        'src/internal/own-file.ts',
      ],
      thresholds: { statements: 99, branches: 96, functions: 98, lines: 99 },
    },
  },
});
