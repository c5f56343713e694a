import { once } from 'node:events';
import type { Ask, Client } from './client.js';

const BOUNDARY = 'a-boundary-of-the-contract';

/** A form with two fields and a file, in pieces that end in the middle of a header, a value and a boundary. */
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

/** All requests at once on one connection, without waiting for an answer; the path of each is its number. */
export const pipelined: Send = async (client, ids) => {
  const socket = client.connect();
  const last = ids.length - 1;
  const requests = ids.map(
    (id, index) =>
      `GET /${index} HTTP/1.1\r\nHost: x\r\nX-Request-ID: ${id}\r\n` +
      `${index === last ? 'Connection: close\r\n' : ''}\r\n`,
  );
  socket.write(requests.join(''));
  await once(socket.resume(), 'close');
};

/** All requests at once, each on a connection of its own; their bodies come when they are answered. */
export const bodyAfterAnswer: Send = async (client, ids) =>
  await Promise.all(
    ids.map(async (id) => {
      const headers = { 'Content-Length': '9', Connection: 'close' };
      const outgoing = client.begin({ id, method: 'POST', headers });
      outgoing.flushHeaders();
      const [incoming] = (await once(outgoing, 'response')) as [NodeJS.ReadableStream];
      await once(incoming.resume(), 'end');
      outgoing.end('a body...');
    }),
  );
