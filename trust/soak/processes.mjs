// @ts-check
// The processes of the soak, as the parent sees them.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { LineChecker } from './check-lines.mjs';
import { linesOf } from './lines.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** In milliseconds. A chunk takes a second, but a busy machine may leave the soak little time. What takes longer hangs. */
const LONGEST_WAIT = 600_000;

/** Starts a file of this folder in a process of its own, and resolves when it says that it is ready. */
export async function start(/** @type {string} */ file, /** @type {unknown} */ argument) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, [JSON.stringify(argument)], {
    execArgv: ['--expose-gc'],
    serialization: 'advanced',
  });
  const ready = await answerOf(child, 'ready');
  return { child, ready };
}

/**
 * Resolves to the next message of the kind, and rejects if the process ends before.
 *
 * @param {ChildProcess} child
 * @param {string} kind
 * @returns {Promise<Record<string, any>>}
 */
export function answerOf(child, kind, limit = LONGEST_WAIT) {
  return new Promise((resolve, reject) => {
    const onMessage = (/** @type {{ kind: string }} */ message) => {
      if (message.kind === kind) finish(() => resolve(message));
    };
    const onExit = (/** @type {number} */ code, /** @type {string} */ signal) =>
      finish(() =>
        reject(new Error(`Expected \`${kind}\` from a process, which ended: ${code ?? signal}`)),
      );
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish(() => reject(new Error(`Expected \`${kind}\` from a process within ${limit} ms`)));
    }, limit);
    const finish = (/** @type {() => void} */ settle) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      settle();
    };
    child.on('message', onMessage);
    child.on('exit', onExit);
  });
}

/** Reads the lines that servers send. It can stall: then nobody reads for a while. */
export async function startConsumer(/** @type {number} */ requests) {
  /** @type {Map<string, LineChecker>} */
  const checkers = new Map();
  let stalledUntil = 0;
  /** @type {Promise<unknown>[]} */
  const ends = [];
  const read = async (/** @type {import('node:net').Socket} */ socket) => {
    /** @type {LineChecker | undefined} */
    let checker;
    for await (const line of linesOf(socket)) {
      const left = stalledUntil - performance.now();
      if (left > 0) await delay(left);
      if (checker === undefined)
        checkers.set(line, (checker = new LineChecker(`${line}, socket`, requests)));
      else checker.check(line);
    }
  };
  const server = createServer((socket) => {
    ends.push(read(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    port,
    checkers,
    stall(/** @type {number} */ milliseconds) {
      stalledUntil = performance.now() + milliseconds;
    },
    async close() {
      server.close();
      await Promise.all(ends);
    },
  };
}
