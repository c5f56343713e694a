// @ts-check
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * Where there are `taskset` and two processors, the process that is measured and its client get one each. A process that
 * moves between processors, or shares one with the client, takes a different time in each run. The threads of a pool stay
 * on the processor of their process.
 */
const pair = findPair();

/** Whether processes are pinned. */
export const isPinned = pair !== undefined;

/** Keeps this process off the processor of what it measures. */
export function pinClient() {
  if (pair !== undefined) taskset(['-a', '-c', '-p', pair.client, String(process.pid)]);
}

/**
 * Returns how to start Node on the processor of what is measured.
 *
 * @param {string} binary
 * @param {readonly string[]} args
 */
export function pinned(binary, args) {
  if (pair === undefined) return { execPath: binary, execArgv: [...args] };
  return { execPath: 'taskset', execArgv: ['-c', pair.measured, binary, ...args] };
}

function findPair() {
  try {
    taskset(['--version']);
    // What this process may use: a container may have fewer than the machine.
    const allowed = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    const [measured, client] = numbersOf(allowed?.[1] ?? '');
    return measured === undefined || client === undefined ? undefined : { measured, client };
  } catch {
    return undefined;
  }
}

/** Reads a list such as `0-3,8`. */
function numbersOf(/** @type {string} */ list) {
  return list.split(',').flatMap((part) => {
    const [first = '', last = first] = part.split('-');
    const count = Number(last) - Number(first) + 1;
    return Array.from({ length: count }, (_, index) => String(Number(first) + index));
  });
}

function taskset(/** @type {string[]} */ args) {
  execFileSync('taskset', args, { stdio: 'ignore' });
}
