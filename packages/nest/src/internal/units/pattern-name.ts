/** Returns what a pattern, a string or an object, is called on log lines. */
export function patternName(pattern: unknown): string {
  return (typeof pattern === 'string' ? pattern : JSON.stringify(pattern)) || 'message';
}
