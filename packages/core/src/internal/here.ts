/**
 * The folder that this copy of the package runs from. Taken from a stack, because the same sources are built as an
 * ECMAScript module, which knows it as `import.meta`, and as CommonJS, which knows it as `__dirname`.
 */
export function here(): string {
  const own = /(?:file:\/\/)?(\/[^\n]*?|[A-Za-z]:[^\n]*?)[/\\]internal[/\\]here\.[cm]?[jt]s/.exec(
    String(new Error().stack),
  );
  return own?.[1] ?? 'an unknown place';
}
