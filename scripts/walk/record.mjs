// @ts-check
// Counts the calls of each function of ours, with V8's coverage.
import { Session } from 'node:inspector/promises';
import { ownFile } from './packages.mjs';

/** @typedef {import('node:inspector').Profiler.FunctionCoverage & { scriptId: string, file: string }} Called */
/** @typedef {typeof globalThis & { walked?: string[] }} Global */

/**
 * Runs `pass` until it is warm, then once under V8's precise coverage, and once more to see the order.
 *
 * @param {() => Promise<unknown>} pass
 * @returns {Promise<import('../walk.mjs').Step[]>}
 */
export async function record(pass) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  // oxlint-disable-next-line no-await-in-loop -- a pass must not mix with the next
  for (let warm = 0; warm < 50; warm += 1) await pass();
  // Each call of this sets the counters back.
  await session.post('Profiler.takePreciseCoverage');
  await pass();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  await session.post('Profiler.stopPreciseCoverage');
  const sources = await sourcesOf(session, result);
  const called = result.flatMap((script) => calledIn(script, sources));
  const order = await orderOf(session, called, sources, pass);
  session.disconnect();

  /** @type {Map<string, number>} */
  const calls = new Map(order.map((file) => [file, 0]));
  for (const { file, ranges } of called) {
    calls.set(file, (calls.get(file) ?? 0) + (ranges[0]?.count ?? 0));
  }
  return [...calls].map(([file, count]) => ({ file, calls: count }));
}

/**
 * The text of each script of ours, by its id.
 *
 * @param {Session} session
 * @param {import('node:inspector').Profiler.ScriptCoverage[]} scripts
 * @returns {Promise<Map<string, string>>}
 */
async function sourcesOf(session, scripts) {
  await session.post('Debugger.enable');
  const own = scripts.filter(({ url }) => ownFile(url) !== undefined);
  const entries = await Promise.all(
    own.map(async ({ scriptId }) => {
      const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
      return /** @type {const} */ ([scriptId, scriptSource]);
    }),
  );
  await session.post('Debugger.disable');
  return new Map(entries);
}

/**
 * @param {import('node:inspector').Profiler.ScriptCoverage} script
 * @param {Map<string, string>} sources
 * @returns {Called[]}
 */
function calledIn({ scriptId, url, functions }, sources) {
  const file = ownFile(url);
  if (file === undefined) return [];
  const source = sources.get(scriptId) ?? '';
  return functions
    .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
    .map(({ functionName, isBlockCoverage, ranges }) => ({
      functionName,
      isBlockCoverage,
      ranges,
      scriptId,
      file: moduleAt(source, ranges[0]?.startOffset ?? 0, file),
    }));
}

/**
 * The module that a place in a file of the build comes from: a comment of the build names it.
 *
 * @param {string} source
 * @param {number} offset
 * @param {string} file
 */
function moduleAt(source, offset, file) {
  const marks = source.slice(0, offset).matchAll(/^\/\/ src\/(.+)\.ts$/gm);
  const module = [...marks].at(-1)?.[1];
  return module === undefined ? file : `${file.split('/')[0]}/${module}.js`;
}

/**
 * The files in the order in which they are first entered. Coverage does not tell it: a breakpoint at the start of each
 * function does, whose condition notes the file and is never true.
 *
 * @param {Session} session
 * @param {Called[]} called
 * @param {Map<string, string>} sources
 * @param {() => Promise<unknown>} pass
 */
async function orderOf(session, called, sources, pass) {
  await session.post('Debugger.enable');
  for (const { scriptId, file, ranges } of called) {
    const { startOffset, endOffset } = ranges[0] ?? { startOffset: 0, endOffset: 0 };
    const source = sources.get(scriptId) ?? '';
    const at = (/** @type {number} */ offset) => {
      const lines = source.slice(0, offset).split('\n');
      return { scriptId, lineNumber: lines.length - 1, columnNumber: lines.at(-1)?.length ?? 0 };
    };
    const places = { start: at(startOffset), end: at(endOffset), restrictToFunction: true };
    // oxlint-disable-next-line no-await-in-loop -- as above
    const { locations } = await session.post('Debugger.getPossibleBreakpoints', places);
    const [location] = locations;
    if (location === undefined) continue;
    const condition = `(globalThis.walked ??= []).push(${JSON.stringify(file)}) < 0`;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await session.post('Debugger.setBreakpoint', { location, condition });
  }
  await pass();
  await session.post('Debugger.disable');
  return [...new Set(/** @type {Global} */ (globalThis).walked)];
}
