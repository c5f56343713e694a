import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { Context as CurrentContext } from '../../context.js';
import { type Exchange, exchangeOf, exchanges } from '../../http/internal/exchange.js';

type Host = IncomingMessage & Partial<Pick<Http2ServerRequest, 'authority'>>;

/**
 * The requests of Node for which a `Request` has come. A second one is a request that a handler makes to its own app.
 */
const claimed = new WeakSet<object>();

/**
 * Returns the exchange of the request of Node that a `Request` was made for: that of the current context, if both ask for
 * the same. The current context alone does not tell: a server may be made in the context of any request.
 */
export function hostExchangeOf(request: Request): Exchange | undefined {
  const root = CurrentContext.current()?.root;
  if (root === undefined || root.closed) return undefined;
  const host = exchanges.hosts?.get(root) as Host | undefined;
  if (host === undefined || claimed.has(host) || !asksForSame(host, request)) return undefined;
  claimed.add(host);
  return exchangeOf(host);
}

function asksForSame({ method, url = '', headers, authority }: Host, request: Request): boolean {
  const asked = new URL(request.url);
  const base = `${asked.protocol}//${authority || headers?.host}`;
  if (method !== request.method || !URL.canParse(url, base)) return false;
  const { host, pathname, search } = new URL(url, base);
  return host === asked.host && pathname === asked.pathname && search === asked.search;
}
