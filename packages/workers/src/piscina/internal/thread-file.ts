import { join } from 'node:path';
import { packageFolder } from '../../internal/package-folder.js';

let file: string | undefined;

/**
 * Returns the path of the file that the threads of every pool run. It is always the one that is built as an ECMAScript
 * module, because that one can load any worker file.
 */
export function threadFile(): string {
  return (file ??= join(packageFolder(), 'dist', 'esm', 'piscina', 'thread', 'functions.cjs'));
}
