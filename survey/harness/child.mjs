// @ts-check
// Measures one library, in a process of its own: `node harness/child.mjs <file>`. Tells what it found to its parent.
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { measure } from './measure.mjs';
import { absenceOf } from './services.mjs';

/** @type {{ default: import('./library.mjs').Library }} */
const { default: library } = await import(pathToFileURL(process.argv[2] ?? '').href);
const { name, needs = [], since = 20, cases } = library;
const absences = await Promise.all(needs.map(absenceOf));
const isTooOld = Number(process.versions.node.split('.')[0]) < since;
const skipped = isTooOld
  ? `it needs Node ${since}`
  : absences.find((absence) => absence !== undefined);
if (skipped === undefined) {
  for (const one of cases) {
    // oxlint-disable-next-line no-await-in-loop -- one at a time: they share a server
    const finding = await measure(one);
    // oxlint-disable-next-line no-await-in-loop -- in order
    await tell({ name, finding });
  }
} else await tell({ name, skipped });
// What a library leaves open does not keep the survey waiting.
process.exit();

/** Resolves when the parent has it: what is under way at the exit would be lost. */
async function tell(/** @type {object} */ what) {
  await new Promise((resolve) => process.send?.(what, undefined, undefined, resolve));
}
