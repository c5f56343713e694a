// @ts-check
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/**
 * Returns the packages that are published, core first, each with the entry points that export something: their names and their
 * sources.
 */
export function published() {
  const names = readdirSync(packages).filter((name) =>
    existsSync(join(packages, name, 'package.json')),
  );
  const all = names.flatMap((folder) => {
    /** @type {{ name: string, private?: boolean, exports?: Record<string, { '@aiolocals/source'?: string }> }} */
    const manifest = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'));
    if (manifest.private === true) return [];
    const entries = Object.entries(manifest.exports ?? {}).flatMap(([path, target]) => {
      const source = target['@aiolocals/source'];
      if (source === undefined) return [];
      const name = path.replace(/^\.\/?/, '');
      const file = join(packages, folder, source);
      return /^export /m.test(readFileSync(file, 'utf8')) ? [{ name, source: file }] : [];
    });
    return [{ folder, name: manifest.name, entries }];
  });
  return all.toSorted((a, b) => Number(b.folder === 'core') - Number(a.folder === 'core'));
}
