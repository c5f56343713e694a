import { existsSync } from 'node:fs';
// Not by its name: webpack would put the number of a module of its own in the place of a path.
import nodeModule from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { ownFile } from '../../internal/own-file.js';

/** Where this package is, if the file is one of it: in the sources, or in either build. */
const PACKAGE = /^(.*?)[/\\](?:src|dist[/\\]\w+)[/\\]internal[/\\]own-file\.\w+$/s;

let file: string | undefined;

/**
 * Returns the path of the file that the threads of a pool run, if its options do not name one. It is always the one that
 * is built as an ECMAScript module, because that one can load any worker file.
 *
 * @throws Error if it cannot be found, because a bundler has moved this code.
 */
export function threadFile(): string {
  return (file ??= inPackage() ?? installedBeside());
}

function inPackage(): string | undefined {
  const folder = PACKAGE.exec(ownFile() ?? '')?.[1];
  if (folder === undefined) return undefined;
  const path = join(folder, 'dist', 'esm', 'piscina', 'thread', 'functions.cjs');
  // A source map names files that need not be there.
  return existsSync(path) ? path : undefined;
}

/** The package as it can be found from the bundle that this code is in, from the program, or from where it was started. */
function installedBeside(): string {
  for (const from of [ownFile(), process.argv[1], join(process.cwd(), 'x')]) {
    try {
      if (from !== undefined)
        return nodeModule.createRequire(from).resolve('@aiolocals/workers/thread');
    } catch {}
  }
  throw new Error(
    'Cannot find the file that the threads of a ContextPool run, because @aiolocals/workers was bundled: install ' +
      '@aiolocals/workers where the bundle can find it, or bundle `@aiolocals/workers/thread` into a file of its own, ' +
      'as CommonJS, and name that file in the option `threadFile`',
  );
}
