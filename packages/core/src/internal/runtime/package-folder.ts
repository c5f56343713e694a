const OWN_FILE =
  /(?:file:\/\/)?(\/[^\n]*?|[A-Za-z]:[^\n]*?)[/\\]internal[/\\]runtime[/\\]package-folder\.[cm]?[jt]s/;

/**
 * Returns the folder that this copy of the package runs from. Read from a stack, because the same source is built as an
 * ECMAScript module, which has `import.meta`, and as CommonJS, which has `__dirname`.
 */
export function packageFolder(): string {
  return OWN_FILE.exec(String(new Error().stack))?.[1] ?? 'an unknown place';
}
