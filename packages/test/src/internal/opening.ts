/** How a context was opened. */
export interface Opening {
  /** A task was started by `wrapAsync` or `wrapGather`. */
  readonly kind: 'task' | 'context';
  /** The line of the stack that is neither of these packages nor of Node. */
  readonly place: string;
}

/** Deep enough for the frames of these packages. */
const DEPTH = 50;
/** Files of these packages: installed, or in their repository. */
const OWN = /[/\\](?:@aiolocals|packages)[/\\](?:core|test)[/\\](?:dist|src)[/\\]/;
/** Of Node or of the language: `new Promise (<anonymous>)`. */
const NATIVE = /\(node:|at node:|\(<anonymous>\)/;
const TASK = /[/\\]wrap-(?:async|gather)\.[jt]s/;

/** Returns how the context is opened that is just being opened. */
export function openingHere(): Opening {
  const frames = stack();
  const kind = frames.some((frame) => OWN.test(frame) && TASK.test(frame)) ? 'task' : 'context';
  const frame = frames.find((line) => !OWN.test(line) && !NATIVE.test(line));
  return { kind, place: frame?.trim().replace(/^at /, '') ?? 'an unknown place' };
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
