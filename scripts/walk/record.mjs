// @ts-check
// How often which function of ours is called, as V8 counts it.
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
  const called = result.flatMap(calledIn);
  const order = await orderOf(session, called, pass);
  session.disconnect();

  /** @type {Map<string, number>} */
  const calls = new Map(order.map((file) => [file, 0]));
  for (const { file, ranges } of called) {
    calls.set(file, (calls.get(file) ?? 0) + (ranges[0]?.count ?? 0));
  }
  return [...calls].map(([file, count]) => ({ file, calls: count }));
}

/**
 * @param {import('node:inspector').Profiler.ScriptCoverage} script
 * @returns {Called[]}
 */
function calledIn({ scriptId, url, functions }) {
  const file = ownFile(url);
  if (file === undefined) return [];
  return functions
    .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
    .map(({ functionName, isBlockCoverage, ranges }) => ({
      functionName,
      isBlockCoverage,
      ranges,
      scriptId,
      file,
    }));
}

/**
 * The files in the order in which they are first entered. Coverage does not tell it: a breakpoint at the start of each
 * function does, whose condition notes the file and is never true.
 *
 * @param {Session} session
 * @param {Called[]} called
 * @param {() => Promise<unknown>} pass
 */
async function orderOf(session, called, pass) {
  /** @type {Map<string, string>} */
  const sources = new Map();
  await session.post('Debugger.enable');
  for (const { scriptId } of called) {
    if (sources.has(scriptId)) continue;
    // oxlint-disable-next-line no-await-in-loop -- few, and of this process
    const { scriptSource } = await session.post('Debugger.getScriptSource', { scriptId });
    sources.set(scriptId, scriptSource);
  }
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
