// @ts-check
// Runs the contract on each adapter, in each version of its framework, and prints one table: a line for each case, a column for
// each adapter. Exits with 1 if something is not right.
import process from 'node:process';
import { tableOf } from '../packages/testing/dist/esm/index.js';
import { runTests } from './places/run-tests.mjs';

const noted = [runTests('contract', []), runTests('nest', ['test/contract.test.ts'])];
console.log(tableOf(noted.flatMap(({ rows }) => rows)));
const faults = noted.flatMap((each) => each.faults);
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
