// @ts-check
// Runs test files of one package of a copy of the workspace.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';

/** In milliseconds. A mutant that hangs is noticed; all tests of a package take their time. */
const [LONGEST, LONGEST_WHOLE] = [180_000, 900_000];
/** In milliseconds: long enough that a slow machine alone kills no mutant. */
const TEST_TIMEOUT = 60_000;

/** @typedef {'passed' | 'failed' | 'hung' | 'not built'} Outcome */

/**
 * @param {string} root
 * @param {string} folder
 * @param {readonly string[]} tests
 * @param {{ isWhole?: boolean, isBuilt: boolean }} how - Whether to go on after the first failure, and whether what is
 *   stale is built first.
 * @returns {Promise<{ outcome: Outcome, output: string }>}
 */
export function runTests(root, folder, tests, { isWhole = false, isBuilt }) {
  const cwd = join(root, folder);
  const vitest = join(cwd, 'node_modules', 'vitest', 'vitest.mjs');
  const args = [vitest, 'run', ...tests, '--coverage.enabled=false', '--typecheck.enabled=false'];
  args.push(
    '--reporter=dot',
    '--maxWorkers=1',
    `--testTimeout=${TEST_TIMEOUT}`,
    ...(isWhole ? [] : ['--bail=1']),
  );
  const env = {
    ...process.env,
    AIOLOCALS_TESTS: 'brief',
    AIOLOCALS_SERVICES: 'none',
    NO_COLOR: '1',
    AIOLOCALS_BUILD: isBuilt ? 'stale' : 'none',
  };
  // A group of its own, so that threads and processes of a test that hangs end with it.
  const child = spawn(process.execPath, args, { cwd, env, detached: true });
  // Nor do they go on after this process.
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  };
  process.on('exit', end);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output += text;
    });
  }
  return new Promise((resolve) => {
    let hasHung = false;
    const timer = setTimeout(
      () => {
        hasHung = true;
        end();
      },
      isWhole ? LONGEST_WHOLE : LONGEST,
    );
    child.on('close', (code) => {
      clearTimeout(timer);
      process.off('exit', end);
      resolve({ outcome: outcomeOf(code, hasHung, output), output });
    });
  });
}

/** @returns {Outcome} */
function outcomeOf(
  /** @type {number | null} */ code,
  /** @type {boolean} */ hasHung,
  /** @type {string} */ output,
) {
  if (hasHung) return 'hung';
  if (code === 0) return 'passed';
  return output.includes('to compile before its tests') ? 'not built' : 'failed';
}
