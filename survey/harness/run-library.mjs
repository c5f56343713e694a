// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Outcome
 * @property {string} name
 * @property {string} kind
 * @property {string} version
 * @property {import('./measure.mjs').Finding[]} findings
 * @property {string} [skipped] Why it was not measured.
 * @property {string} [failure] Why it could not be measured.
 */

const child = fileURLToPath(new URL('child.mjs', import.meta.url));
/** Milliseconds for one library. */
const LIMIT = 180_000;

/** Measures one library in a process of its own. @param {string} file @param {string} node @returns {Promise<Outcome>} */
export async function runLibrary(file, node) {
  /** @type {import('./measure.mjs').Finding[]} */
  const findings = [];
  let name = basename(file, '.mjs');
  /** @type {string | undefined} */
  let skipped;
  const running = fork(child, [file], {
    execPath: node,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const timer = setTimeout(() => running.kill('SIGKILL'), LIMIT);
  let errors = '';
  running.stderr?.setEncoding('utf8').on('data', (text) => (errors += text));
  running.on('message', (/** @type {any} */ message) => {
    ({ name, skipped } = message);
    if (message.finding) findings.push(message.finding);
  });
  const [code] = await once(running, 'close');
  clearTimeout(timer);

  const failure = code === 0 ? undefined : errors.trim() || `no end within ${LIMIT} ms`;
  const kind = basename(dirname(file));
  return {
    name,
    kind,
    version: versionOf(name),
    findings,
    ...(skipped !== undefined && { skipped }),
    ...(failure !== undefined && { failure }),
  };
}

function versionOf(/** @type {string} */ name) {
  if (name.startsWith('node:')) return '';
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')).version;
}
