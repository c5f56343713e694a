// @ts-check
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const installed = dirname(createRequire(import.meta.url).resolve('piscina'));
const workers = fileURLToPath(new URL('../../dist/cjs/piscina/index.js', import.meta.url));

/**
 * Makes a folder like a built checkout of Piscina: the tests of the checkout, beside a `dist` that is the installed
 * Piscina, or ContextPool in its place.
 *
 * @param {string} folder
 * @param {'piscina' | 'context-pool'} kind
 * @param {string} checkout
 */
export function makeFolder(folder, kind, checkout) {
  mkdirSync(join(folder, 'dist'), { recursive: true });
  cpSync(join(checkout, 'test'), join(folder, 'test'), { recursive: true });
  cpSync(join(installed, '..', 'package.json'), join(folder, 'package.json'));
  // Without it, ts-node takes options that do not go together.
  const config = join(checkout, 'tsconfig.json');
  if (existsSync(config)) cpSync(config, join(folder, 'tsconfig.json'));
  const modules = join(checkout, 'node_modules');
  if (existsSync(modules)) symlinkSync(modules, join(folder, 'node_modules'));

  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(folder, 'dist', name), text);
  for (const name of readdirSync(installed, { recursive: true, encoding: 'utf8' })) {
    const file = join(installed, name);
    if (!name.endsWith('.js')) continue;
    mkdirSync(dirname(join(folder, 'dist', name)), { recursive: true });
    write(name, `module.exports = require(${JSON.stringify(file)});\n`);
  }
  cpSync(join(installed, 'esm-wrapper.mjs'), join(folder, 'dist', 'esm-wrapper.mjs'));
  write('main.js', mainOf(kind));
  write('index.js', index);
  return folder;
}

/**
 * The class that is tested, with the static members of Piscina as its own: some tests look for them. `runTask` is how
 * tests of Piscina 4 call `run`.
 */
const mainOf = (/** @type {'piscina' | 'context-pool'} */ kind) => `
const Original = require(${JSON.stringify(join(installed, 'main.js'))});
const Base = ${kind === 'piscina' ? 'Original' : `require(${JSON.stringify(workers)}).ContextPool`};
const places = ['transferList', 'filename', 'signal'];
const placeOf = (value) =>
  Array.isArray(value) ? 'transferList' : { string: 'filename', object: 'signal' }[typeof value];
class Piscina extends Base {
  runTask(task, ...given) {
    const options = {};
    for (const [place, value] of given.entries())
      if (value !== undefined) options[placeOf(value) ?? places[place]] = value;
    return this.run(task, options);
  }
}
for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(Original)))
  if (!Object.hasOwn(Piscina, name)) Object.defineProperty(Piscina, name, descriptor);
Object.defineProperty(Piscina, 'Piscina', { get: () => Piscina, configurable: true });
module.exports = Piscina;
`;

const index = `
const Piscina = require('./main.js');
Object.defineProperty(exports, '__esModule', { value: true });
Object.assign(exports, require(${JSON.stringify(join(installed, 'index.js'))}), { default: Piscina, Piscina });
`;
