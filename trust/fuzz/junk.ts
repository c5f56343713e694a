import { inspect } from 'node:util';

/** Returns the message of an error, or a text for any other thrown value. */
export function textOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
}

/** Values of each kind that an option can be given by mistake. */
export const junk: readonly unknown[] = [
  null,
  0,
  7,
  -1,
  1.5,
  Number.NaN,
  Infinity,
  -Infinity,
  2 ** 53,
  '',
  'x',
  '7',
  'a\nb',
  '\u202e'.repeat(100),
  true,
  false,
  7n,
  Symbol('junk'),
  [],
  ['x'],
  [null],
  [undefined, 7],
  {},
  { x: 1 },
  Object.create(null),
  Object.freeze({ length: 1 }),
  () => {},
  async () => {},
  class Junk {
    x = 1;
  },
  new Date(0),
  new Map([['x', 1]]),
  new Set(['x']),
  /x/,
  new Error('junk'),
  Promise.resolve(),
  new Proxy({}, {}),
  new Uint8Array(1),
];

/** One clear sentence: what was expected, what came, and no trace of where the code fell over. */
export function isClear(error: unknown): boolean {
  if (!(error instanceof TypeError || error instanceof RangeError || error instanceof Error))
    return false;
  const { message } = error;
  return (
    /^(Expected|Unknown|Cannot|The |`|options must be an object$)/.test(message) &&
    !/Cannot (read|set|convert|destructure)|is not (a function|iterable|a constructor|defined|an object)/.test(
      message,
    ) &&
    // oxlint-disable-next-line no-control-regex -- they are what must not be in it
    !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(message) &&
    message.length < 1200
  );
}

/** Names that are almost the given one. */
export function slipsOf(name: string): string[] {
  const at = Math.floor(name.length / 2);
  const swapped =
    name.slice(0, at - 1) + name.charAt(at) + name.charAt(at - 1) + name.slice(at + 1);
  return [
    name.slice(0, -1),
    name.slice(1),
    name + name.slice(-1),
    `${name}s`,
    swapped,
    name.toUpperCase(),
    name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    ` ${name}`,
  ].filter((slip) => slip !== name && slip !== '');
}
