import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

const conditions = ['@aiolocals/source'];

/** Returns a package's vitest configuration: the workspace's, with `overrides` merged over it. */
export function packageConfig(overrides: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig(shared, overrides);
}

const shared = defineConfig({
  // Packages import each other's sources: no build is needed to test. Vitest's own conditions stay.
  resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    include: ['test/**/*.test.ts'],
    // Processes, not threads: tests of worker threads and of garbage collection need their own.
    pool: 'forks',
    execArgv: ['--expose-gc'],
    // Two cores, shared.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});
