import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig, type ViteUserConfig } from 'vitest/config';

const packages = fileURLToPath(new URL('packages', import.meta.url));
const buildForTests = fileURLToPath(new URL('scripts/build-for-tests.mjs', import.meta.url));
const denoSetup = fileURLToPath(new URL('scripts/deno-test-setup.ts', import.meta.url));
const fuzzSetup = fileURLToPath(new URL('trust/fuzz/setup.ts', import.meta.url));

/** Deno has no processes of its own for tests, and its threads take no flags of Node. */
const isDeno = 'Deno' in globalThis;

const shared = defineConfig({
  resolve: {
    // Packages import each other's sources. Not by the condition `@aiolocals/source`: Vitest hands
    // its conditions to the worker process as well, and then a built package that a test loads would
    // find its siblings' sources.
    alias: [
      { find: /^@aiolocals\/([a-z]+)(\/[a-z.]+)?$/, replacement: `${packages}/$1/src$2/index.ts` },
    ],
  },
  test: {
    include: ['test/**/*.test.ts'],
    // Tests import sources. The threads and processes that they start load built packages.
    globalSetup: [buildForTests],
    // `pnpm fuzz` gives a seed.
    setupFiles: [
      ...(process.env.AIOLOCALS_FUZZ_SEED === undefined ? [] : [fuzzSetup]),
      ...(isDeno ? [denoSetup] : []),
    ],
    // Tests of worker threads and of garbage collection each need a process of their own.
    pool: isDeno ? 'threads' : 'forks',
    execArgv: isDeno ? [] : ['--expose-gc'],
    // Long enough for two cores that other work shares.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'] },
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text'] },
  },
});

/**
 * Whether all that a package has is to run: further starting states, older versions of a framework. They double the time,
 * and one runtime of each kind shows enough.
 */
export const isThorough: boolean = process.env['AIOLOCALS_TESTS'] !== 'brief';

/** Returns a package's Vitest configuration: the workspace's, with `overrides` merged over it. */
export function packageConfig(overrides: ViteUserConfig = {}): ViteUserConfig {
  return mergeConfig(shared, overrides);
}
