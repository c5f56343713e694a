// @ts-check
import { writeFileSync } from 'node:fs';
import process from 'node:process';

/**
 * @typedef {object} FileTime
 * @property {string} path In its package.
 * @property {number} seconds From the start of its process to the end of its last test.
 * @property {number} inTests How long its tests took. The rest is loading.
 */

/** Writes what each test file took to the file that AIOLOCALS_TIMES names. `pnpm test:times` uses it. */
export default class TimesReporter {
  onTestRunEnd(/** @type {readonly import('vitest/node').TestModule[]} */ modules) {
    /** @type {FileTime[]} */
    const files = modules.map((module) => {
      const {
        environmentSetupDuration,
        prepareDuration,
        collectDuration,
        setupDuration,
        duration,
      } = module.diagnostic();
      const loading = environmentSetupDuration + prepareDuration + collectDuration + setupDuration;
      return {
        path: module.relativeModuleId,
        seconds: (loading + duration) / 1000,
        inTests: duration / 1000,
      };
    });
    writeFileSync(process.env.AIOLOCALS_TIMES ?? '', JSON.stringify(files));
  }
}
