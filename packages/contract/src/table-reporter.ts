import type { Reporter, TestModule } from 'vitest/node';
import { tableOf } from '@aiolocals/testing';

/** Prints the contract's table, and what failed. `pnpm contract` uses it. */
export default class TableReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly { message: string }[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    console.log(tableOf(tests.flatMap((test) => test.meta().row ?? [])));
    for (const test of tests) {
      if (test.result().state === 'failed') console.log(`FAILED: ${test.fullName}`);
    }
    for (const { message } of [...errors, ...modules.flatMap((module) => module.errors())]) {
      console.log(`ERROR: ${message}`);
    }
  }
}
