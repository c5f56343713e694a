// @ts-check
// Fails unless:
//   - packages that run in a service or its tests install nothing but packages of this workspace
//   - the actions and images of the workflows are pinned, and their permissions are declared
//   - packages are published with provenance
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './packages.mjs';

/** The packages that install nothing but packages of this workspace. */
const WITHOUT_DEPENDENCIES = [
  'core',
  'express',
  'fastify',
  'koa',
  'lines',
  'logging',
  'nest',
  'pino',
  'test',
  'testing',
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
  if (run.length > 0) faults.push(`@aiolocals/${name} runs ${run.join(', ')} when it is installed`);
}

const workflows = join(root, '.github', 'workflows');
for (const file of readdirSync(workflows)) {
  const text = readFileSync(join(workflows, file), 'utf8');
  for (const [, used = ''] of text.matchAll(/^\s*(?:- )?uses: (.+)$/gm))
    if (!used.startsWith('./') && !PINNED.test(used))
      faults.push(`${file} uses ${used}: pin it to a commit, with the version in a comment`);
  for (const [, image = ''] of text.matchAll(/^\s*image: (.+)$/gm))
    if (!EXACT_IMAGE.test(image)) faults.push(`${file} uses ${image}: pin it to a version`);
  if (!/^permissions:/m.test(text)) faults.push(`${file} does not declare its permissions`);
  const checkouts = text.split('actions/checkout@').length - 1;
  const withoutToken = text.split('persist-credentials: false').length - 1;
  if (checkouts !== withoutToken)
    faults.push(
      `${file} leaves the token of a checkout to later steps: set \`persist-credentials: false\``,
    );
  if (
    /pnpm@12 release/.test(text) &&
    !/id-token: write[^]*NPM_CONFIG_PROVENANCE: 'true'/.test(text)
  )
    faults.push(`${file} publishes without provenance`);
}

if (faults.length > 0) {
  console.error(
    `Expected no foreign dependencies and only pinned workflows, but:\n${faults.join('\n')}`,
  );
  process.exitCode = 1;
}
