/** Deep enough for the frames of these packages. */
const DEPTH = 50;
/** Files of these packages: installed, or in their repository. */
const OWN = /[/\\](?:@aiolocals|packages)[/\\](?:core|test)[/\\](?:dist|src)[/\\]/;
/** Of Node, Deno or Bun, or of the language: `new Promise (<anonymous>)`. */
const NATIVE = /(?:\(|at )(?:node:|ext:|native\b|<anonymous>\))/;

/** Returns the line of the stack that is neither of these packages nor of Node. */
export function placeHere(): string {
  const frame = stack().find((line) => !OWN.test(line) && !NATIVE.test(line));
  return frame?.trim().replace(/^at /, '') ?? 'an unknown place';
}

function stack(): string[] {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  try {
    return String(new Error().stack).split('\n').slice(1);
  } finally {
    Error.stackTraceLimit = before;
  }
}
