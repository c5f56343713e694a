// @ts-check
// Joins the modules of a package into one file for each entry point, and a few files for what entry points share. Loading
// a hundred modules takes five times as long as loading these. The code stays readable: it is not minified, it keeps its
// comments, and a comment names the module that each part comes from.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { rolldown } from 'rolldown';

/** The modules of these stay apart: threads load them by path, or `import()` must become `require` as the compiler makes it. */
const APART = new Set(['@aiolocals/nest', '@aiolocals/workers']);

/** Joins what the compiler has emitted into `dist/esm` and `dist/cjs` of the package in this folder. */
export async function joinModules(/** @type {string} */ folder) {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (APART.has(manifest.name)) return;
  const esm = join(folder, 'dist', 'esm');
  const input = Object.fromEntries(
    entriesOf(manifest).map((name) => [name, join(esm, `${name}.js`)]),
  );
  const build = await rolldown({
    input,
    platform: 'node',
    // What is no file of the package stays what it is.
    external: (id) => !/^[./]|^[A-Za-z]:[/\\]/.test(id),
  });
  const outputs = await Promise.all(
    /** @type {const} */ (['esm', 'cjs']).map(async (format) => {
      const { output } = await build.generate({
        format,
        // What the compiler emits as CommonJS is strict, as modules are; joined, it would not be.
        ...(format === 'cjs' && { banner: "'use strict';" }),
        dir: join(folder, 'dist', format),
        entryFileNames: '[name].js',
        chunkFileNames: 'internal/[name].js',
        exports: 'named',
        minify: false,
        // Of two classes with one name, one is renamed. Its `name` stays.
        keepNames: true,
      });
      return { root: join(folder, 'dist', format), output };
    }),
  );
  await build.close();
  for (const { root, output } of outputs) {
    removeModules(root);
    removeUnusedTypes(root, Object.keys(input));
    for (const { fileName, ...rest } of output) {
      const file = join(root, fileName);
      mkdirSync(dirname(file), { recursive: true });
      if (rest.type === 'chunk') writeFileSync(file, withPlaces(rest.code, folder));
    }
  }
}

/**
 * The modules that the package exports, without their extension.
 *
 * @param {{ exports: Record<string, unknown> }} manifest
 */
function entriesOf({ exports }) {
  const text = JSON.stringify(exports);
  return [...text.matchAll(/"\.\/dist\/esm\/([^"]+)\.js"/g)].map(([, name = '']) => name);
}

function removeModules(/** @type {string} */ root) {
  for (const path of readdirSync(root, { encoding: 'utf8', recursive: true }))
    if (/(?<!\.d)\.js$/.test(path)) rmSync(join(root, path));
}

/** Removes the declarations that no entry point leads to: of modules whose types nobody outside sees. */
function removeUnusedTypes(/** @type {string} */ root, /** @type {string[]} */ entries) {
  const used = new Set();
  const visit = (/** @type {string} */ file) => {
    if (used.has(file)) return;
    used.add(file);
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    for (const [, path = ''] of code.matchAll(/['"](\.\.?\/[^'"]+)\.js['"]/g))
      visit(join(dirname(file), `${path}.d.ts`));
  };
  for (const entry of entries) visit(join(root, `${entry}.d.ts`));
  for (const path of readdirSync(root, { encoding: 'utf8', recursive: true }))
    if (path.endsWith('.d.ts') && !used.has(join(root, path))) rmSync(join(root, path));
}

/** Names each module by its place among the sources. */
function withPlaces(/** @type {string} */ code, /** @type {string} */ folder) {
  const here = relative(process.cwd(), join(folder, 'dist', 'esm'));
  return code.replaceAll(new RegExp(`^(//(?:#region)? ?)${here}/(.+)\\.js$`, 'gm'), '$1src/$2.ts');
}
