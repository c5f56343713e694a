import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { eslint, type Findings, oxlint, root } from './support/findings.js';

const project = fileURLToPath(new URL('fixtures/project', import.meta.url));
const at = 'packages/eslint-plugin/test/fixtures/project';
const expected = [
  `${at}/wrong.cjs:4 no-read-at-load`,
  `${at}/wrong.cjs:5 no-local-in-function`,
  `${at}/wrong.cjs:6 no-promise-to-task`,
  `${at}/wrong.mjs:12 no-read-at-load`,
  `${at}/wrong.mjs:13 no-read-at-load`,
  `${at}/wrong.mjs:16 no-local-in-function`,
  `${at}/wrong.mjs:17 no-enter-with`,
  `${at}/wrong.mjs:18 no-shared-emitter`,
  `${at}/wrong.mjs:19 no-unbound-callback`,
  `${at}/wrong.mjs:20 no-timer-retains`,
  `${at}/wrong.mjs:21 no-promise-to-task`,
  `${at}/wrong.ts:7 no-read-at-load`,
  `${at}/wrong.ts:8 no-read-at-load`,
  `${at}/wrong.ts:9 no-local-in-function`,
];
type Lint = (files: readonly string[]) => Promise<Findings>;
const linters: Record<string, Lint> = {
  'ESLint 10': (files) => eslint('eslint', files),
  'ESLint 9': (files) => eslint('eslint-9', files),
  oxlint,
};

describe.each(Object.keys(linters))('%s', (name) => {
  const lint = linters[name] as Lint;

  test('reports each fault of a project, and nothing else', { timeout: 60_000 }, async () => {
    const findings = await lint([project]);
    const inOrder = (one: string, other: string): number =>
      one.localeCompare(other, 'en', { numeric: true });
    expect(findings.toSorted(inOrder)).toEqual(expected);
  });
});

/**
 * Exceptions on purpose: wrong code under test, threads that have a context at load, a Local for each logger, and the one
 * way into a context that ends with the callback of a promise.
 */
const onPurpose = new Set([
  'packages/core/src/http/enter-rest.ts no-enter-with',
  'packages/core/test/context.test.ts no-enter-with',
  'packages/core/test/fixtures/base-context.mjs no-read-at-load',
  'packages/core/test/tasks.test.ts no-promise-to-task',
  'packages/core/test/types.test-d.ts no-promise-to-task',
  'packages/lines/src/internal/fingers-crossed/holder.ts no-local-in-function',
  'packages/workers/test/fixtures/nested.mjs no-read-at-load',
  'packages/workers/test/fixtures/report.cjs no-read-at-load',
  'packages/workers/test/fixtures/report.mjs no-read-at-load',
]);

describe.each(['ESLint 10', 'oxlint'])('%s', (name) => {
  test('reports nothing else in this repository', { timeout: 300_000 }, async () => {
    const packages = readdirSync(join(root, 'packages'))
      .flatMap((one) => [`packages/${one}/src`, `packages/${one}/test`])
      .filter((one) => !one.startsWith('packages/eslint-plugin'))
      .filter((one) => existsSync(join(root, one)));
    const findings = await (linters[name] as Lint)(['examples', ...packages]);
    const without = findings.map((finding) => finding.replace(/:\d+ /, ' '));
    expect(without.filter((finding) => !onPurpose.has(finding))).toEqual([]);
  });
});
