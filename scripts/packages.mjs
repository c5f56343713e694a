// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Returns the names of the packages that have tests. */
export function testedPackages() {
  return readdirSync(join(root, 'packages')).filter((name) =>
    existsSync(join(root, 'packages', name, 'vitest.config.ts')),
  );
}

/** They read sources, and enter no context, so `pnpm test` on one Node is enough. */
export const TOOLS = new Set(['codemod', 'eslint-plugin']);

/** Returns the path of the Vitest that a package uses. */
export function vitestOf(/** @type {string} */ name) {
  return join(root, 'packages', name, 'node_modules', 'vitest', 'vitest.mjs');
}
