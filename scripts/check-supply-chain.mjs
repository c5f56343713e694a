// @ts-check
// Fails unless core and the adapters bring no foreign package, and what builds and publishes the packages is pinned, and
// proves what it publishes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './packages.mjs';

/** Those that install nothing but packages of this workspace. */
const WITHOUT_DEPENDENCIES = [
  'core',
  'express',
  'fastify',
  'koa',
  'logging',
  'nest',
  'ws',
  'workers',
];
/** An action at a commit, with its version in a comment. */
const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+){0,2}$/;
/** An image at a version, which may be followed by its digest. */
const EXACT_IMAGE = /^[\w./-]+:\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/;

/** @type {string[]} */
const faults = [];

for (const name of WITHOUT_DEPENDENCIES) {
  const path = join(root, 'packages', name, 'package.json');
  if (!existsSync(path)) continue;
  /** @type {Partial<Record<string, Record<string, string>>> & { scripts?: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  for (const kind of ['dependencies', 'optionalDependencies', 'bundledDependencies']) {
    const foreign = Object.keys(manifest[kind] ?? {}).filter(
      (each) => !each.startsWith('@aiolocals/'),
    );
    if (foreign.length > 0) faults.push(`@aiolocals/${name} has ${kind}: ${foreign.join(', ')}`);
  }
  const scripts = ['preinstall', 'install', 'postinstall', 'prepare'];
  const run = scripts.filter((each) => manifest.scripts?.[each] !== undefined);
  if (run.length > 0)
    faults.push(`@aiolocals/${name} runs ${run.join(', ')} where it is installed`);
}

const workflows = join(root, '.github', 'workflows');
for (const file of readdirSync(workflows)) {
  const text = readFileSync(join(workflows, file), 'utf8');
  for (const [, used = ''] of text.matchAll(/^\s*(?:- )?uses: (.+)$/gm))
    if (!used.startsWith('./') && !PINNED.test(used))
      faults.push(`${file} uses ${used}, not a commit and its version`);
  for (const [, image = ''] of text.matchAll(/^\s*image: (.+)$/gm))
    if (!EXACT_IMAGE.test(image)) faults.push(`${file} uses ${image}, not a version of that image`);
  if (!/^permissions:/m.test(text)) faults.push(`${file} does not say which permissions it has`);
  const checkouts = text.split('actions/checkout@').length - 1;
  const withoutToken = text.split('persist-credentials: false').length - 1;
  if (checkouts !== withoutToken)
    faults.push(`${file} keeps the token of a checkout where steps can read it`);
  if (
    /pnpm@12 release/.test(text) &&
    !/id-token: write[^]*NPM_CONFIG_PROVENANCE: 'true'/.test(text)
  )
    faults.push(`${file} publishes without provenance`);
}

if (faults.length > 0) {
  console.error(
    `Expected packages without foreign dependencies and pinned workflows:\n${faults.join('\n')}`,
  );
  process.exitCode = 1;
}
