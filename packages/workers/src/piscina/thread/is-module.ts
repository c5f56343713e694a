import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';

/**
 * Whether Node knows that the file is an ECMAScript module before it reads it, and no loader handles its extension.
 *
 * @param loaded What `require.extensions` says: the endings that `require` knows, with those of loaders.
 */
export function isModule(filename: string, loaded: object): boolean {
  const ending = extname(filename);
  if (ending === '.mjs') return !(ending in loaded);
  return ending === '.js' && typeOfPackage(dirname(filename)) === 'module';
}

/** The `type` of the package that the folder is in. */
function typeOfPackage(folder: string): unknown {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type;
  } catch {
    const above = dirname(folder);
    return above === folder ? undefined : typeOfPackage(above);
  }
}
