import { undoAll } from './internal/prepare-express.js';

/**
 * Undoes what `contextMiddleware` changed in Express: that layers enter the context of their request again, and that
 * the callbacks of `res.render`, `res.sendFile` and `res.download` run in it. The next request that goes through a
 * `contextMiddleware` brings it back. Useful in tests that compare.
 *
 * @example
 * ```ts
 * import { restoreExpress } from '@aiolocals/express';
 *
 * restoreExpress();
 * ```
 */
export function restoreExpress(): void {
  undoAll();
}
