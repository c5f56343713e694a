import process from 'node:process';
import { debuglog } from 'node:util';
import type { Context } from '@aiolocals/core';
import { localsLeftBehind } from '@aiolocals/core/carrier';

/** The names of the Locals that were reported. */
const reported = new Set<string>();
/** Locals that are made in a loop would fill the log. */
const MOST = 20;
const debug = debuglog('aiolocals');

/**
 * Warns of each Local without a key that holds a value in the context, once for each: a thread that is started in the
 * context reads the default instead.
 */
export function warnLeftBehind(context: Context): void {
  for (const { name, attributes, staysHome } of localsLeftBehind(context)) {
    if (staysHome || reported.has(name) || reported.size === MOST) continue;
    reported.add(name);
    process.emitWarning(
      `Left \`${attributes.join('`, `')}\` of Local \`${name}\` behind: the Local has no key, so another thread or ` +
        "process reads its default; make it with `Local.for('…', …)` if it is to travel, or with " +
        '`new Local(…, { travels: false })` if it is to stay',
      { type: 'AiolocalsWarning', code: 'AIOLOCALS_LOCAL_LEFT_BEHIND' },
    );
  }
}

/**
 * The same under `NODE_DEBUG=aiolocals` only. For tasks and messages: most need no more than the request, and their
 * senders keep state to themselves on purpose.
 */
export function warnLeftBehindIfAsked(context: Context): void {
  if (debug.enabled) warnLeftBehind(context);
}
