import process from 'node:process';
import { LeakedContextError } from '../leaked-context-error.js';
import type { Leaks } from '../test-context-options.js';
import type { OpenOne } from './watch-contexts.js';

/** Reports what a test left open, if anything: as an error or as a warning. */
export function report(id: string, open: readonly OpenOne[], leaks: Leaks): void {
  if (open.length === 0) return;
  const message = [
    `Expected the test \`${id}\` to end what it started, but it left open:`,
    ...open.map(lineOf),
    "Await the tasks and close the contexts, or pass `leaks: 'ignore'`",
  ].join('\n');
  if (leaks === 'fail') throw new LeakedContextError(message);
  process.emitWarning(message, { type: 'AiolocalsWarning', code: 'AIOLOCALS_LEAKED_CONTEXT' });
}

function lineOf({ context, place }: OpenOne): string {
  const name = context.name === undefined ? '' : ` (${context.name})`;
  const cancelled = context.cancelled ? ', cancelled' : '';
  return `  \`${context.ident}\`${name}${cancelled}, started at ${place}`;
}
