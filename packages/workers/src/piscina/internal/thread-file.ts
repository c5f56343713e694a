import { fileURLToPath } from 'node:url';

/** The path that a file name of Piscina's options stands for. */
export function fileOf(filename: string): string {
  return filename.startsWith('file:') ? fileURLToPath(filename) : filename;
}

const PLACE =
  /(?:file:\/\/)?(\/[^\n]*?|[A-Za-z]:[^\n]*?)[/\\](?:src|dist[/\\]\w+)[/\\]piscina[/\\]internal[/\\]/;

/**
 * The file that the threads run: always the built one, and the one in ECMAScript module format, which loads any
 * worker's file as it is. Taken from a stack, because this module is built in two formats.
 */
function find(): string {
  const root = PLACE.exec(new Error().stack ?? '')?.[1] ?? '';
  return `${decodeURI(root)}/dist/esm/piscina/thread/functions.cjs`;
}

const file = find();

export function threadFile(): string {
  return file;
}
