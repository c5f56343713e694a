import { folder } from './runtime/share.js';

/** Deep enough for the frames of these packages and of what they extend, such as a logger. */
const DEPTH = 40;
/** A file of another of these packages, as they are installed. */
const SIBLING = /[/\\]node_modules[/\\]@aiolocals[/\\]/;
/** A frame of Node, Deno or Bun. */
const RUNTIME = /(?:\(|at )(?:node:|ext:|native\b)/;

/** Returns the file and line of the code that called these packages, or `an unknown place`. */
export function placeOfCall(): string {
  const frame = stack().find(
    (line) => !line.includes(folder) && !SIBLING.test(line) && !RUNTIME.test(line),
  );
  return frame?.trim().replace(/^at /, '') ?? 'an unknown place';
}

function stack(): string[] {
  const { stackTraceLimit } = Error;
  // `Reflect.set`, because an assignment throws under `--frozen-intrinsics`.
  Reflect.set(Error, 'stackTraceLimit', DEPTH);
  const frames = String(new Error().stack).split('\n').slice(1);
  Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
  return frames;
}
