import { rm } from 'node:fs/promises';

/** A file that a parser wrote. formidable 1 calls its path `path`, later versions `filepath`. */
interface Upload {
  readonly path?: string;
  readonly filepath?: string;
}

/** The files of a form by their field. */
export type Uploads = Readonly<Record<string, Upload | readonly Upload[]>>;

/** Removes what a parser wrote, so that a run leaves nothing in the temporary folder. */
export async function removeUploads(uploads: Uploads): Promise<void> {
  const paths = Object.values(uploads)
    .flat()
    .map(({ path, filepath }) => filepath ?? path);
  await Promise.all(paths.map(async (path) => path !== undefined && (await rm(path))));
}
