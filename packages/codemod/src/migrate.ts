import { asyncLocalStorage } from './codemods/async-local-storage.js';
import { asynchronousLocalStorage } from './codemods/asynchronous-local-storage.js';
import { clsHooked } from './codemods/cls-hooked.js';
import { clsRtracer } from './codemods/cls-rtracer.js';
import { expressHttpContext } from './codemods/express-http-context.js';
import { ModuleFile } from './internal/module-file.js';
import { exportedFrom, importedNames } from './internal/shared-names.js';
import type { Leftover } from './leftover.js';

/** What can be rewritten: a library, by its name. */
export type Codemod =
  | 'async-local-storage'
  | 'asynchronous-local-storage'
  | 'cls-hooked'
  | 'cls-rtracer'
  | 'express-http-context';

/** What became of the files. */
export interface Migration {
  /** The new text of each file that changed. */
  readonly changed: ReadonlyMap<string, string>;
  /** What has to be done by hand, by file and line. */
  readonly leftovers: readonly Leftover[];
}

type Transform = (file: ModuleFile, shared: readonly string[]) => void;

const transforms: Readonly<Record<Codemod, Transform>> = {
  'async-local-storage': asyncLocalStorage,
  'asynchronous-local-storage': asynchronousLocalStorage,
  'cls-hooked': clsHooked,
  'cls-rtracer': clsRtracer,
  'express-http-context': expressHttpContext,
};

/** What makes an object that files share. */
const MAKERS: Readonly<Partial<Record<string, RegExp>>> = {
  'async-local-storage': /^AsyncLocalStorage$/,
  'cls-hooked': /^(?:create|get)Namespace$/,
};

/** The names of the codemods. */
export const codemods: readonly Codemod[] = Object.keys(transforms) as Codemod[];

/**
 * Rewrites files that use a library, so that they use `@aiolocals`. Nothing is written.
 *
 * @param name - Of the library.
 * @param files - The text of each file, by its path. Files that share an object have to be given together.
 * @throws TypeError if there is no codemod of that name, or if `files` is no Map of texts.
 * @throws SyntaxError if a file cannot be parsed.
 *
 * @example
 * ```ts
 * import { migrate } from '@aiolocals/codemod';
 *
 * const source = "import rTracer from 'cls-rtracer';\nconsole.log(rTracer.id());\n";
 * console.log(migrate('cls-rtracer', new Map([['app.js', source]])).changed.get('app.js'));
 * ```
 */
export function migrate(name: Codemod, files: ReadonlyMap<string, string>): Migration {
  if (!codemods.includes(name))
    throw new TypeError(`Expected \`name\` to be one of ${codemods.join(', ')}, got \`${name}\``);
  if (!isTexts(files))
    throw new TypeError('Expected `files` to be a Map of the text of each file, by its path');
  const parsed = [...files].map(([path, source]) => new ModuleFile(path, source));
  const maker = MAKERS[name];
  const exported = new Map(
    parsed.map((file) => [file.path, maker === undefined ? [] : exportedFrom(file, maker)]),
  );
  const changed = new Map<string, string>();
  for (const file of parsed) {
    transforms[name](file, importedNames(file, exported));
    if (file.isChanged) changed.set(file.path, file.print());
  }
  return { changed, leftovers: parsed.flatMap(({ leftovers }) => leftovers) };
}

function isTexts(files: unknown): boolean {
  return files instanceof Map && [...files].flat().every((each) => typeof each === 'string');
}
