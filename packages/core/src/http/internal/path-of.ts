import type { ServerRequest } from '../server-pair.js';

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const UNPRINTABLE = /[^\x21-\x7e]/;

/** The URL that was asked for, before a router took anything off it. */
export function urlOf(request: ServerRequest & { readonly originalUrl?: unknown }): string {
  const { originalUrl } = request;
  return typeof originalUrl === 'string' ? originalUrl : (request.url ?? '');
}

/** The path of a URL, without what carries secrets: the query, and the user and password of an absolute URL. */
export function pathOf(url: string): string {
  const end = endOfPath(url);
  const path = end === -1 ? url : url.slice(0, end);
  const local = path.startsWith('/') ? path : path.replace(ORIGIN, '') || '/';
  return UNPRINTABLE.test(local) ? escaped(local) : local;
}

function endOfPath(url: string): number {
  const query = url.indexOf('?');
  const fragment = url.indexOf('#');
  if (query === -1 || fragment === -1) return Math.max(query, fragment);
  return Math.min(query, fragment);
}

function escaped(path: string): string {
  return [...Buffer.from(path)]
    .map((byte) =>
      byte > 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
    )
    .join('');
}
