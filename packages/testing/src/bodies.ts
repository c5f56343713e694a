import type { Ask, Client } from './client.js';

const BOUNDARY = 'a-boundary-of-the-contract';

/** A form with two fields and a file, in pieces that end in the middle of things. */
const FORM: readonly string[] = [
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="field"\r\n\r\nva`,
  `lue\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n`,
  `Content-Type: text/plain\r\n\r\n${'ham '.repeat(500)}`,
  `${'spam '.repeat(500)}\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="last"\r\n\r\nx`,
  `\r\n--${BOUNDARY}--\r\n`,
];

export type Send = (client: Client, ids: readonly string[]) => Promise<unknown>;

/** All requests at once, each like this. */
export function each(like: Omit<Ask, 'id'>): Send {
  return async (client, ids) =>
    await Promise.all(ids.map(async (id) => await client.ask({ ...like, id })));
}

/** All requests at once; their answers may be broken off. */
export function eachOrFail(like: Omit<Ask, 'id'>): Send {
  return async (client, ids) =>
    await Promise.allSettled(ids.map(async (id) => await client.ask({ ...like, id })));
}

export function post(type: string, body: readonly (string | Buffer)[]): Send {
  return each({ method: 'POST', headers: { 'Content-Type': type }, body });
}

export const postChunks: Send = post('text/plain', ['one, ', 'two, ', 'three']);
export const postJson: Send = post('application/json', ['{"spam":', '"ham"}']);
export const postForm: Send = post(`multipart/form-data; boundary=${BOUNDARY}`, FORM);
