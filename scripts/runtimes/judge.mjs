// @ts-check
import { differences } from './differences.mjs';

/**
 * @typedef {import('./run-suite.mjs').Run} Run
 * @typedef {import('./run-suite.mjs').Job} Job
 *
 * @typedef {object} Verdict
 * @property {number} passed
 * @property {number} differing How many tests failed as the list of differences says.
 * @property {number} open How many of these are unexplained.
 * @property {readonly string[]} faults What is wrong, a line for each. Empty if the suite passed.
 * @property {number} workerd How many of the tests that passed served on workerd.
 */

/** Stands for the file of what fails outside any test. */
const UNHANDLED = '(outside of the tests)';

/**
 * Returns the tests of a package that are known to fail on a runtime, as `file > title`.
 *
 * @returns {Map<string, import('./differences.mjs').Difference>}
 */
export function knownOn(/** @type {string} */ runtime, /** @type {string} */ name) {
  const known = differences.flatMap((difference) =>
    Object.entries(difference.tests[runtime]?.[name] ?? {}).flatMap(([file, titles]) =>
      titles.map((title) => /** @type {const} */ ([`test/${file} > ${title}`, difference])),
    ),
  );
  return new Map(known);
}

/**
 * Compares a run with the list of differences. A listed test that passes is a fault too.
 *
 * @param {Job} job
 * @param {Run} run
 * @returns {Verdict}
 */
export function judge({ runtime, name, files }, { events, code, hung }) {
  const known = knownOn(runtime.name, name);
  /** @type {string[]} */
  const faults = hung === undefined ? [] : [hung];
  const [seen, failed] = [new Set(), new Set()];
  let [passed, workerd] = [0, 0];
  for (const event of events) {
    if (event.kind === 'unhandled') {
      const what = `test/${UNHANDLED} > ${event.text.slice(0, 60)}`;
      seen.add(what);
      failed.add(what);
      if (!known.has(what)) faults.push(`${what}: ${event.text}`);
    }
    if (event.kind !== 'test') continue;
    const test = `${event.file} > ${event.title}`;
    seen.add(test);
    if (event.state === 'passed') {
      passed += 1;
      if (event.title.includes('workerd')) workerd += 1;
      const difference = known.get(test);
      if (difference !== undefined && difference.isFlaky !== true)
        faults.push(`passes now, so remove it from differences.json: ${test}`);
    } else {
      failed.add(test);
      if (!known.has(test)) faults.push(`${test}: ${event.text}`);
    }
  }
  const differing = [...known].filter(([test]) => failed.has(test));
  const open = differing.filter(([, { document }]) => document === undefined).length;
  if (files.length === 0 && hung === undefined) {
    for (const [test, { isFlaky }] of known)
      if (!seen.has(test) && isFlaky !== true)
        faults.push(`is listed in differences.json, but did not run: ${test}`);
  }
  if (passed === 0) faults.push('no test passed');
  // A crash, or a failure that no reporter sees.
  const isOver = events.some(({ kind }) => kind === 'over');
  if (
    hung === undefined &&
    (!isOver || (code !== 0 && differing.length === 0 && faults.length === 0))
  )
    faults.push(`ended with exit code ${code}${isOver ? '' : ' before its last test'}`);
  return { passed, differing: differing.length, open, faults, workerd };
}
