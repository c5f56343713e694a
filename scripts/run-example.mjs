// @ts-check
// Runs one example, as the demo and its test do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { root } from './packages.mjs';

/** Returns the file that an example starts with. */
export function fileOf(/** @type {string} */ example) {
  return join(root, 'examples', example, 'dist', 'main.js');
}

/**
 * Runs it to its end, and hands on each line that it prints.
 *
 * @param {string} example
 * @param {(line: string) => void} onLine
 * @returns {Promise<{ code: number | null; last: string }>} its exit code, and its last line
 */
export async function runExample(example, onLine) {
  const child = spawn(process.execPath, [fileOf(example)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'close');
  let last = '';
  for await (const line of createInterface({ input: child.stdout })) {
    onLine(line);
    if (line.trim() !== '') last = line.trim();
  }
  const [code] = await exit;
  return { code, last };
}
