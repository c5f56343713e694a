import type { ServerRequest } from '../server-pair.js';

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;
const UNPRINTABLE = /[^\x21-\x7e]/;
const SLASH = 0x2f;
const QUERY = 0x3f;
const FRAGMENT = 0x23;
const FIRST_VISIBLE = 0x21;
const LAST_VISIBLE = 0x7e;

/**
 * Returns the path that was asked for, without what carries secrets: the query, and the user and password of an
 * absolute URL.
 *
 * @param longest - How many characters it may have. A longer path is cut, and ends in `...`.
 * @param given - The URL. By default the one that the request has, before a router removed anything from it.
 */
export function pathOf(
  request: ServerRequest & { readonly originalUrl?: unknown },
  longest: number,
  given?: string,
): string {
  const asked: unknown = given ?? request.originalUrl;
  const chosen: unknown = typeof asked === 'string' ? asked : request.url;
  // Doubles may have anything there.
  const url = typeof chosen === 'string' ? chosen : '';
  const plain = endOfPlainPath(url, longest);
  return plain === undefined ? anyPathOf(url, longest) : url.slice(0, plain);
}

/** Returns where the path ends, if nothing in it has to be cut or escaped, as in nearly every URL. */
function endOfPlainPath(url: string, longest: number): number | undefined {
  if (url.charCodeAt(0) !== SLASH) return undefined;
  let at = 1;
  for (; at < url.length; at += 1) {
    const code = url.charCodeAt(at);
    if (code === QUERY || code === FRAGMENT) break;
    if (code < FIRST_VISIBLE || code > LAST_VISIBLE) return undefined;
    if (at >= longest) return undefined;
  }
  return at;
}

function anyPathOf(url: string, longest: number): string {
  const query = url.indexOf('?');
  const fragment = url.indexOf('#');
  const end =
    query === -1 || fragment === -1 ? Math.max(query, fragment) : Math.min(query, fragment);
  const path = end === -1 ? url : url.slice(0, end);
  const local = path.startsWith('/') ? path : path.replace(ORIGIN, '') || '/';
  // The cut comes first: to escape a long path is expensive.
  const short = local.length > longest ? local.slice(0, longest) : local;
  const safe = UNPRINTABLE.test(short) ? escaped(short) : short;
  return short === local && safe.length <= longest ? safe : `${safe.slice(0, longest - 3)}...`;
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
