import { folder } from './runtime/share.js';

/** Returns the file and line of the code that called this package, or `an unknown place`. */
export function placeOfCall(): string {
  const frames = String(new Error().stack).split('\n').slice(1);
  const frame = frames.find((line) => !line.includes(folder) && !/\(node:|at node:/.test(line));
  return frame?.trim().replace(/^at /, '') ?? 'an unknown place';
}
