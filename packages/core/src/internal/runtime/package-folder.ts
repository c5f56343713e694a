const PLACE = /^ +at .*?(?:file:\/\/)?(\/[^\n]*|[A-Za-z]:[^\n]*)[/\\][^/\\\n]+:\d+:\d+\)?$/m;

/** The folder of this file below that of the package: in the sources, and where the build has joined modules. */
const BELOW = /[/\\]internal(?:[/\\]runtime)?$/;

/**
 * Returns the folder that this copy of the package runs from. Read from a stack, because the same source is built as an
 * ECMAScript module, which has `import.meta`, and as CommonJS, which has `__dirname`.
 */
export function packageFolder(): string {
  return PLACE.exec(String(new Error().stack))?.[1]?.replace(BELOW, '') ?? 'an unknown place';
}
