import { fileURLToPath } from 'node:url';

/** Returns the path of a file that Piscina's options name by path or by URL. */
export function filePath(filename: string): string {
  return filename.startsWith('file:') ? fileURLToPath(filename) : filename;
}
