// @ts-check
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const control = promisify(execFile);
/** The lowest count of all rounds is used: in some, Node compiles something again. */
const ROUNDS = 6;
/**
 * With these options, two counts of a program differ by about a percent. Young garbage is collected as always. The heap is
 * so large that old garbage stays until the end, because one collection of it would cost as much as thousands of requests.
 */
const STEADY = [
  '--hash-seed=7',
  '--random-seed=7',
  '--no-compact-code-space',
  '--no-flush-bytecode',
  '--no-memory-reducer',
  '--initial-old-space-size=1024',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];

/** Whether valgrind is installed. */
export function hasValgrind() {
  try {
    execFileSync('valgrind', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * @typedef {object} Work What is counted.
 * @property {number} warmUp How often it is done before: until Node has compiled what it calls.
 * @property {number} settle The first times that are counted also pay for their translation by valgrind.
 * @property {number} counted
 * @property {boolean} [hasThreads] Whether the program has threads of its own, which are counted as well.
 * @property {boolean} [isLogging] Whether the standard output of the program is for lines, which go to the null device. Its
 * answers then come from descriptor 3.
 * @property {(times: number, program: Program) => Promise<unknown>} doIt
 *
 * @typedef {object} Program
 * @property {string} said Its first line.
 * @property {(line: string) => Promise<string>} ask Sends a line to it, and returns the line that it answers.
 */

/**
 * Counts the instructions that a program of Node needs for a piece of work, with callgrind.
 *
 * @param {import('../harness/machine.mjs').NodeToMeasure} node
 * @param {readonly string[]} program Its file, and what it is given. It says a line when it is ready.
 * @param {Work} work
 * @param {string} [keep] A folder that the profile is kept in, and what names compiled code in it.
 * @returns {Promise<number>}
 */
export async function instructionsOf(node, program, work, keep) {
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'aiolocals-callgrind-'));
  const grind = [
    '--tool=callgrind',
    '--instr-atstart=no',
    '--callgrind-out-file=out',
    ...(keep ? ['--dump-instr=yes'] : []),
  ];
  const named =
    keep === undefined ? [] : ['--perf-basic-prof', '--interpreted-frames-native-stack'];
  const steady = work.hasThreads === true ? STEADY : ['--single-threaded', ...STEADY];
  const child = spawn('valgrind', [...grind, node.binary, ...steady, ...named, ...program], {
    cwd: folder,
    env: node.env,
    stdio: [
      'pipe',
      work.isLogging === true ? 'ignore' : 'pipe',
      keep === undefined ? 'ignore' : 'inherit',
      ...(work.isLogging === true ? [/** @type {const} */ ('pipe')] : []),
    ],
  });
  const exited = once(child, 'exit');
  try {
    const answers = /** @type {import('node:stream').Readable} */ (
      child.stdio[work.isLogging === true ? 3 : 1]
    );
    const lines = createInterface(answers)[Symbol.asyncIterator]();
    const hear = async () => {
      const { value, done } = await lines.next();
      if (done === true)
        throw new Error(`Expected an answer from ${program.join(' ')}, but it ended`);
      return value;
    };
    const running = {
      said: await hear(),
      ask(/** @type {string} */ line) {
        child.stdin?.write(`${line}\n`);
        return hear();
      },
    };
    await work.doIt(work.warmUp, running);
    const pid = String(child.pid);
    await control('callgrind_control', ['--instr=on', pid]);
    await work.doIt(work.settle, running);
    let least = Infinity;
    for (let round = 1; round <= ROUNDS; round += 1) {
      // oxlint-disable no-await-in-loop -- one after the other
      await control('callgrind_control', ['--zero', pid]);
      await work.doIt(work.counted, running);
      await control('callgrind_control', ['--dump', pid]);
      // oxlint-enable no-await-in-loop
      const dump = readFileSync(join(folder, `out.${round}`), 'utf8');
      const total = /^(?:summary|totals): (\d+)/m.exec(dump)?.[1];
      least = Math.min(least, Number(total) / work.counted);
    }
    return least;
  } finally {
    child.kill('SIGKILL');
    await exited;
    if (keep === undefined) rmSync(folder, { recursive: true, force: true });
  }
}
