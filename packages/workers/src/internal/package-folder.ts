import { fileURLToPath } from 'node:url';

/** The place of this module in a stack trace: in the sources, or in either build. */
const PLACE =
  /(file:\/\/)?(\/[^\n]*?|[A-Za-z]:[^\n]*?)[/\\](?:src|dist[/\\]\w+)[/\\]internal[/\\]package-folder\./;

/**
 * Returns the folder that this package is loaded from. Taken from a stack trace, because the same source is built as an
 * ECMAScript module, which has `import.meta`, and as CommonJS, which has `__dirname`.
 *
 * @throws Error if the code no longer is in its own folder.
 */
export function packageFolder(): string {
  const [, scheme = '', path] = PLACE.exec(ownFrame()) ?? [];
  if (path === undefined) {
    throw new Error(
      'Expected @aiolocals/workers to be loaded from its own folder, where its threads find their file, got other ' +
        'code around it: mark the package as external for your bundler',
    );
  }
  return scheme === '' ? path : fileURLToPath(scheme + path);
}

/** Returns the stack trace of this module, also in a process that has switched stack traces off. */
function ownFrame(): string {
  const { stackTraceLimit } = Error;
  // `Reflect.set`, because an assignment throws under `--frozen-intrinsics`.
  Reflect.set(Error, 'stackTraceLimit', 1);
  const stack = String(new Error().stack);
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  return stack;
}
