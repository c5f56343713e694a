// @ts-check
// Runs a test that a user could write under each test runner.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { brief, makeProject, run, runOwn } from './pack.mjs';

const body = (/** @type {string} */ assert) => `
test('a context follows the work', async () => {
  const seen = await Promise.all(['a1', 'a2'].map((id) => new Context().run(async () => {
    request.id = id;
    await new Promise((resolve) => setImmediate(resolve));
    return request.id;
  })));
  ${assert}
});
`;
const expecting = body("expect(seen).toEqual(['a1', 'a2']);");
const asserting = body("assert.deepEqual(seen, ['a1', 'a2']);");
const imports = "import { Context, request } from '@aiolocals/core';\n";
const requires = "const { Context, request } = require('@aiolocals/core');\n";

/** @returns {import('./pack.mjs').Row[]} */
export function checkRunners(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  const core = packed.filter(({ name }) => name === 'core').map(({ tarball }) => tarball);
  const project = makeProject(join(folder, 'runners'), [...core, 'jest', 'vitest@4', 'mocha']);
  const write = (/** @type {string} */ file, /** @type {string} */ text) => {
    mkdirSync(join(project, file, '..'), { recursive: true });
    writeFileSync(join(project, file), text);
  };
  write('jest-cjs/a.test.js', requires + expecting);
  write('jest-esm/package.json', '{ "type": "module" }');
  write('jest-esm/a.test.js', imports + expecting);
  write('vitest/a.test.mjs', `import { expect, test } from 'vitest';\n${imports}${expecting}`);
  write(
    'node/a.test.mjs',
    `import assert from 'node:assert';\nimport test from 'node:test';\n${imports}${asserting}`,
  );
  write(
    'node/a.test.cjs',
    `const assert = require('node:assert');\nconst test = require('node:test');\n${requires}${asserting}`,
  );
  write(
    'mocha/a.cjs',
    `const assert = require('node:assert');\nconst test = it;\n${requires}${asserting}`,
  );
  write(
    'mocha/a.mjs',
    `import assert from 'node:assert';\nconst test = it;\n${imports}${asserting}`,
  );
  const results = {
    'Jest, CommonJS': runOwn(project, 'jest', ['--rootDir', 'jest-cjs']),
    'Jest, ECMAScript modules': runOwn(project, 'jest', ['--rootDir', 'jest-esm'], {
      NODE_OPTIONS: '--experimental-vm-modules',
    }),
    vitest: runOwn(project, 'vitest', ['run', '--dir', 'vitest']),
    'node:test': run(project, process.execPath, ['--test', 'node/a.test.mjs', 'node/a.test.cjs']),
    mocha: runOwn(project, 'mocha', ['mocha/a.cjs', 'mocha/a.mjs']),
  };
  return Object.entries(results).map(([what, { ok, printed }]) => ({
    what,
    ok,
    detail: ok ? '' : brief(printed),
  }));
}
