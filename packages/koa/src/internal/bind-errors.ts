import type { ServerResponse } from 'node:http';
import { contextOf } from '@aiolocals/core/http';
import type { KoaApp, OnError } from './koa-shapes.js';
import { keepHeader } from './keep-header.js';

type Owner = KoaApp['context'];

/** What an assignment makes of a property. */
const asAssigned = { enumerable: true, configurable: true };

/** The headers that the answers of an app to errors have too. */
const keptHeaders = new WeakMap<Owner, Set<string>>();

/**
 * Makes Koa handle the errors of an app's requests in their contexts, and so call the listeners of `app.on('error')`
 * there. Koa calls `ctx.onerror` itself, outside every middleware, so each ctx shows a handler of ours. The app keeps
 * seeing its own, and may replace it at any time.
 *
 * @param echo - A header that an answer to an error is to have too.
 */
export function bindErrors({ context: owner }: KoaApp, echo: string | undefined): void {
  const headers = keptHeaders.get(owner) ?? bind(owner);
  if (echo !== undefined) headers.add(echo);
}

function bind(owner: Owner): Set<string> {
  const headers = new Set<string>();
  keptHeaders.set(owner, headers);
  // As a ctx sees it: another copy of this package may have been here.
  let original = (Object.create(owner) as Owner).onerror;
  const onerror: OnError = function (error) {
    // Koa reports the end of each response here, of most without an error.
    const context = error == null ? undefined : contextOf(this.req);
    if (context === undefined) return original.call(this, error);
    // Koa's own handler needs the response as well.
    for (const header of headers) keepHeader(this.res as ServerResponse, header);
    return context.enter(() => original.call(this, error));
  };
  Object.defineProperty(owner, 'onerror', {
    get(this: object) {
      return this === owner ? original : onerror;
    },
    set(this: object, value: OnError) {
      if (this === owner) original = value;
      else Object.defineProperty(this, 'onerror', { ...asAssigned, value, writable: true });
    },
    ...asAssigned,
  });
  return headers;
}
