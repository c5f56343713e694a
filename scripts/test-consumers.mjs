// @ts-check
// Uses the packed tarballs as users do: each package alone, each supported TypeScript, bundlers, pools in bundles, several
// copies, test runners, and Next. Prints a table, and exits with 1 if something fails. It installs from the registry, so it
// is not part of `pnpm check`.
//   --only bundlers   Only one of: installs, typescript, bundlers, pools, copies, runners, next.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { checkBundledPools } from './consumers/bundled-pools.mjs';
import { checkBundlers } from './consumers/bundlers.mjs';
import { checkCopies } from './consumers/copies.mjs';
import { checkInstalls } from './consumers/installs.mjs';
import { checkNext } from './consumers/next.mjs';
import { packAll } from './consumers/pack.mjs';
import { checkRunners } from './consumers/runners.mjs';
import { checkTypescript } from './consumers/typescript.mjs';

const checks = {
  installs: checkInstalls,
  typescript: checkTypescript,
  bundlers: checkBundlers,
  pools: checkBundledPools,
  copies: checkCopies,
  runners: checkRunners,
  next: checkNext,
};

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = Object.entries(checks).filter(([name]) => name === (values.only ?? name));
if (chosen.length === 0) throw new Error(`Expected one of ${Object.keys(checks).join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'aiolocals-consumers-'));
try {
  const packed = packAll(join(folder, 'packed'));
  /** @type {import('./consumers/pack.mjs').Row[]} */
  const rows = [];
  for (const [, check] of chosen) {
    // oxlint-disable-next-line no-await-in-loop -- installs take both cores
    rows.push(...(await check(folder, packed)));
  }
  console.table(rows);
  const failed = rows.filter(({ ok }) => !ok).length;
  console.log(`${rows.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
