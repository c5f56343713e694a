// @ts-check
// A lock between processes that run at the same time on one machine.
import { randomUUID } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** In milliseconds. */
const LONGEST_WAIT = 300_000;

/**
 * Waits until no other process holds the lock, takes it, and returns the function that releases it. The file names its
 * owner, so that the lock of a process that was killed is broken by the next one.
 *
 * @param {string} path - The lock is a file at this path.
 */
export async function lock(path) {
  const own = `${path}.${randomUUID()}`;
  writeFileSync(own, String(process.pid));
  const end = performance.now() + LONGEST_WAIT;
  while (performance.now() < end) {
    try {
      // A link, because it creates the file together with its content.
      linkSync(own, path);
      rmSync(own);
      return () => rmSync(path);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    breakIfAbandoned(path);
    // oxlint-disable-next-line no-await-in-loop -- waiting is the purpose
    await sleep(50);
  }
  rmSync(own);
  throw new Error(
    `Expected process ${ownerOf(path)} to release the lock \`${path}\` within five minutes, but it still holds it: ` +
      'end that process, or wait for it, then try again',
  );
}

function breakIfAbandoned(/** @type {string} */ path) {
  const owner = ownerOf(path);
  if (owner === undefined || isAlive(owner)) return;
  // Renamed before it is removed: another process may have broken the lock already, and hold a new one at this path.
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
    if (ownerOf(aside) !== owner) linkSync(aside, path);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  }
  rmSync(aside, { force: true });
}

/** Returns the id of the process that holds the lock, or undefined if there is no lock. */
function ownerOf(/** @type {string} */ path) {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function isAlive(/** @type {number} */ pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user cannot be signalled, but it is alive.
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
