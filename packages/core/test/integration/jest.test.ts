import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './run-node.js';

const require = createRequire(import.meta.url);

test('Locals are safe under Jest, which loads the CommonJS build', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const config = JSON.stringify({
    rootDir: root,
    testMatch: ['<rootDir>/test/fixtures/*.test.cjs'],
    transform: {},
  });
  const jest = require.resolve('jest/bin/jest');
  const { code, stderr } = await runNode(
    [jest, '--config', config, '--no-cache', '--watchman=false', '-i'],
    {
      cwd: root,
      env: { NODE_OPTIONS: '' },
    },
  );
  expect(stderr).toMatch(/Tests: +11 passed, 11 total/);
  expect(code).toBe(0);
});
