// @ts-check
// What the two scripts that run the tests of other loggers share: how they compare two runs.

import process from 'node:process';

/** @typedef {Map<string, string>} Statuses The status of each test, by its name. */

/** Returns the statuses of tests, in their order. Those with the same name are told apart. @returns {Statuses} */
export function statusesOf(
  /** @type {readonly { file: string, name: string, status: string }[]} */ tests,
  /** @type {string} */ checkout,
) {
  /** @type {Statuses} */
  const statuses = new Map();
  for (const { file, name, status } of tests) {
    let key = `${file.slice(checkout.length + 1)}: ${name}`;
    while (statuses.has(key)) key += ' (again)';
    statuses.set(key, status);
  }
  return statuses;
}

/**
 * Runs the files of failed tests once more, because some tests fail on a busy machine, attached or not.
 *
 * @param {Statuses} statuses Is updated with the tests that pass now.
 * @param {(files: string[]) => Statuses} run
 */
export function giveSecondChance(statuses, run) {
  const failed = [...statuses].filter(([, status]) => status === 'failed');
  const files = [...new Set(failed.map(([test]) => test.split(': ')[0] ?? ''))];
  if (files.length === 0) return;
  for (const [test, status] of run(files)) if (status === 'passed') statuses.set(test, status);
}

/** Prints the tests whose result differs. Any such test is a failure, and so is a first run in which nothing passes. */
export function compareRuns(
  /** @type {string} */ name,
  /** @type {Statuses} */ without,
  /** @type {Statuses} */ attached,
) {
  console.log(`${name}'s tests as they are: ${passed(without)} of ${without.size} pass`);
  console.log(`with every logger attached: ${passed(attached)} of ${attached.size} pass`);
  const names = [...new Set([...without.keys(), ...attached.keys()])];
  const differing = names.filter((each) => without.get(each) !== attached.get(each));
  for (const each of differing)
    console.log(`${without.get(each) ?? 'absent'} → ${attached.get(each) ?? 'absent'}  ${each}`);
  console.log(`${differing.length} tests differ`);
  if (differing.length > 0 || passed(without) === 0) process.exitCode = 1;
}

function passed(/** @type {Statuses} */ statuses) {
  return [...statuses.values()].filter((status) => status === 'passed').length;
}
