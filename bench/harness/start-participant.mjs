// @ts-check
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from './processors.mjs';

/**
 * @typedef {object} Node Where to measure.
 * @property {string} binary
 * @property {NodeJS.ProcessEnv} env
 *
 * @typedef {object} Participant
 * @property {string} name What the rows call it.
 * @property {string} alternative Whose process it is.
 * @property {readonly string[]} cases
 * @property {(id: string, milliseconds: number) => Promise<import('./loop.mjs').Figures>} ask
 * @property {() => Promise<void>} stop
 */

const program = fileURLToPath(new URL('participant.mjs', import.meta.url));

/**
 * Starts the process of an alternative. Each has one of its own, because every AsyncLocalStorage in a process changes
 * the cost of all others.
 *
 * @param {Node} node
 * @param {string} group
 * @param {string} alternative
 * @param {string} [name] What the rows call it.
 * @returns {Promise<Participant>}
 */
export async function startParticipant({ binary, env }, group, alternative, name = alternative) {
  const child = fork(program, [group, alternative], {
    // V8 compiles on the main thread, so that the moment when code becomes fast does not depend on other load.
    ...pinned(binary, ['--expose-gc', '--no-concurrent-recompilation']),
    env: { ...env, NODE_ENV: 'production' },
    // Log lines go to the null device.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'close').then(([code]) => {
    throw new Error(`The process of ${name} (${group}) ended with ${String(code)}`);
  });
  // A pending `ask` rejects with this error. Without one, it is no unhandled rejection.
  gone.catch(() => {});
  const answer = async () => (await Promise.race([once(child, 'message'), gone]))[0];
  return {
    name,
    alternative,
    cases: await answer(),
    async ask(id, milliseconds) {
      const answered = answer();
      child.send({ id, milliseconds });
      return answered;
    },
    async stop() {
      child.kill();
      await gone.catch(() => {});
    },
  };
}
