import { fileURLToPath } from 'node:url';

/** The place of this module in a stack trace, as a path or as a URL. */
const FRAME =
  /(?:at |\()(?:async )?(?:\S+ \()?(file:\/\/)?(\/[^\n]*?|[A-Za-z]:[^\n]*?):\d+:\d+\)?$/m;

/**
 * Returns the path of the file that this module is in: of this package, or what a bundler made. Taken from a stack trace,
 * because the same source is built as an ECMAScript module, which has `import.meta`, and as CommonJS, which has
 * `__dirname`. Returns undefined if the stack trace does not say.
 */
export function ownFile(): string | undefined {
  const [, scheme, path] = FRAME.exec(ownFrame()) ?? [];
  if (path === undefined) return undefined;
  return scheme === undefined ? path : fileURLToPath(scheme + path);
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
