// @ts-check
// Creates a package for an HTTP framework from templates/adapter: `pnpm new:adapter hapi` creates packages/hapi. As it is,
// it passes the contract of the adapters on node:http.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './packages.mjs';

/** What the template has in place of the name. */
const PLACEHOLDER = 'example-framework';
/** What Vitest's alias for the sources of the packages lets through. */
const NAME = /^[a-z]+$/;

const [name = ''] = process.argv.slice(2);
const folder = join(root, 'packages', name);
if (!NAME.test(name)) {
  throw new Error(`Expected a name of lower-case letters, such as hapi, got \`${name}\``);
}
if (existsSync(folder)) throw new Error(`packages/${name} already exists: choose another name`);

cpSync(join(root, 'templates', 'adapter'), folder, { recursive: true });
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) fill(join(entry.parentPath, entry.name));
}
copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
writeJson(join(folder, 'tsconfig.json'), {
  extends: '../../tsconfig.base.json',
  include: ['src', 'test', 'vitest.config.ts'],
});
writeJson(join(folder, 'tsconfig.build.json'), { extends: '../../tsconfig.build.base.json' });
addToDocs();
execFileSync(join(root, 'node_modules', '.bin', 'oxfmt'), [
  folder,
  join(root, 'docs/package.json'),
]);

console.log(`Created packages/${name}. Next:

1. pnpm install
2. pnpm --filter @aiolocals/${name} test
3. In src/context-middleware.ts, take what ${name} passes to a middleware. In test/serve.ts, start an app of ${name}.
   Add ${name} to \`peerDependencies\` and \`devDependencies\`. Keep the contract green.
4. Add cases of ${name} to packages/contract, a row to the table of packages in README.md, and a changeset.`);

function fill(/** @type {string} */ file) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(PLACEHOLDER, name));
}

/** `docs:check` compiles the examples of the new package, and finds it among the dependencies of docs. */
function addToDocs() {
  const file = join(root, 'docs', 'package.json');
  /** @type {{ dependencies: Record<string, string> }} */
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const dependencies = { ...manifest.dependencies, [`@aiolocals/${name}`]: 'workspace:^' };
  manifest.dependencies = Object.fromEntries(
    Object.entries(dependencies).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
  writeJson(file, manifest);
}

function writeJson(/** @type {string} */ file, /** @type {object} */ value) {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
