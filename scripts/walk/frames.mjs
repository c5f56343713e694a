// @ts-check
import { createServer } from 'node:http';
import { withServer } from './client.mjs';
import { ownFile } from './packages.mjs';
import { makeExpress } from './servers.mjs';

/**
 * Counts the frames of ours, among those that Node keeps, in the stack of an error that a handler of a nested router throws.
 *
 * @param {string} version - Of Express.
 * @param {number} goal
 * @returns {Promise<import('../walk.mjs').Measurement[]>}
 */
export async function measureFrames(version, goal) {
  const { express, app } = await makeExpress(version);
  const outer = express.Router();
  const inner = express.Router();
  inner.get('/thrown', () => {
    throw new Error('thrown');
  });
  outer.use('/inner', inner);
  app.use('/outer', outer);
  /** @type {string[]} */
  let frames = [];
  /** @type {(error: Error, req: unknown, res: import('node:http').ServerResponse, next: unknown) => void} */
  const keep = (error, _req, res, _next) => {
    frames = framesOf(error);
    res.end();
  };
  app.use(keep);
  await withServer(createServer(app), async (ask) => {
    // Twice: the first request is the one that prepares Express.
    await ask('/outer/inner/thrown');
    await ask('/outer/inner/thrown');
  });
  if (frames.length === 0) throw new Error('Expected the error to reach its handler');
  const own = frames.filter((frame) => fileOf(frame) !== undefined);
  const detail = frames.map(
    (frame) => `${fileOf(frame) === undefined ? '     ' : 'ours '}${shortened(frame)}`,
  );
  return [{ what: `frames of ours, of ${frames.length}`, value: own.length, goal, detail }];
}

/** The lines of a stack trace below the message. */
export function framesOf(/** @type {Error} */ { stack = '' }) {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}

/** The file of ours that a frame is in. */
function fileOf(/** @type {string} */ frame) {
  return ownFile(placeOf(frame).replace(/:\d+:\d+$/, ''));
}

function placeOf(/** @type {string} */ frame) {
  return /\(([^()]+)\)$/.exec(frame)?.[1] ?? frame.replace(/^at (?:async )?/, '');
}

function shortened(/** @type {string} */ frame) {
  return frame.replace(
    placeOf(frame),
    placeOf(frame).replace(/^.*?(packages|scripts|node_modules\/(?!\.pnpm))/, '$1'),
  );
}
