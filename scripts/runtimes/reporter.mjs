// @ts-check
import { appendFileSync } from 'node:fs';
import process from 'node:process';

/**
 * @typedef {{ kind: 'begun' | 'ended', file: string }} FileEvent
 * @typedef {{ kind: 'test', file: string, title: string, state: 'passed' | 'failed', text: string }} TestEvent
 * @typedef {{ kind: 'unhandled', text: string }} UnhandledEvent
 * @typedef {{ kind: 'over' }} OverEvent
 * @typedef {FileEvent | TestEvent | UnhandledEvent | OverEvent} SuiteEvent
 */

/** The title of what a file does before its tests. */
const LOADING = '(loading the file)';

/**
 * Writes what happens in a suite, a line each, to the file that AIOLOCALS_EVENTS names: so that a suite that hangs
 * still shows how far it came.
 */
export default class EventsReporter {
  onTestModuleStart(/** @type {import('vitest/node').TestModule} */ module) {
    write({ kind: 'begun', file: module.relativeModuleId });
  }

  onTestModuleEnd(/** @type {import('vitest/node').TestModule} */ module) {
    const file = module.relativeModuleId;
    const errors = [module, ...module.children.allSuites()].flatMap((one) => one.errors());
    if (errors.length > 0)
      write({ kind: 'test', file, title: LOADING, state: 'failed', text: textOf(errors) });
    write({ kind: 'ended', file });
  }

  onTestCaseResult(/** @type {import('vitest/node').TestCase} */ testCase) {
    const { state, errors } = testCase.result();
    if (state !== 'passed' && state !== 'failed') return;
    const { fullName: title, module } = testCase;
    const text = textOf(errors ?? []);
    write({ kind: 'test', file: module.relativeModuleId, title, state, text });
  }

  onTestRunEnd(
    /** @type {readonly import('vitest/node').TestModule[]} */ _modules,
    /** @type {readonly import('vitest/node').SerializedError[]} */ unhandled,
  ) {
    for (const error of unhandled) write({ kind: 'unhandled', text: textOf([error]) });
    write({ kind: 'over' });
  }
}

function write(/** @type {SuiteEvent} */ event) {
  appendFileSync(process.env.AIOLOCALS_EVENTS ?? '', `${JSON.stringify(event)}\n`);
}

function textOf(/** @type {readonly import('vitest/node').SerializedError[]} */ errors) {
  return errors.map(({ name, message }) => `${name}: ${message}`).join('\n');
}
