// @ts-check
// Collects what tests note about places: `task.meta.row` is a case of the contract on an adapter, `task.meta.places` is what
// each place saw. Writes all of it as JSON to the file that AIOLOCALS_PLACES names.
import { writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * @typedef {{ right: number, wrong: number, missing: number }} Count
 * @typedef {{ table: string, column: string, counts: [place: string, count: Count][] }} Places
 * @typedef {{ adapter: string, case: string, isControl?: boolean, correct: number, none: number, foreign: number, missing: number }} Row
 * @typedef {{ rows: Row[], places: Places[], faults: string[] }} Noted
 */

export default class PlacesReporter {
  onTestRunEnd(
    /** @type {readonly import('vitest/node').TestModule[]} */ modules,
    /** @type {readonly { message?: string }[]} */ errors,
  ) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const metas = tests.map(
      (test) =>
        /** @type {{ row?: Row, places?: Places }} */ (/** @type {unknown} */ (test.meta())),
    );
    const failed = tests.filter((test) => test.result().state === 'failed');
    const broken = [...errors, ...modules.flatMap((module) => module.errors())];
    /** @type {Noted} */
    const noted = {
      rows: metas.flatMap(({ row }) => row ?? []),
      places: metas.flatMap(({ places }) => places ?? []),
      faults: [
        ...failed.map((test) => `FAILED: ${test.fullName}`),
        ...broken.map(({ message }) => `ERROR: ${message}`),
      ],
    };
    writeFileSync(String(process.env['AIOLOCALS_PLACES']), JSON.stringify(noted));
  }
}
