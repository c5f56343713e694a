import { Context } from '@aiolocals/core';
import { escapeLine } from './escape.js';
import { captureRequest } from './fields/captured-request.js';
import { GUEST_NAMES } from './fields/request-names.js';
import { isNotAwaited } from './not-awaited.js';
import { thrownText, toText } from './safe-read.js';
import { warnOnce } from './warn-once.js';

/** The request of a line of text. */
export interface LineRequest {
  /** Empty if the context has none. */
  readonly requestId: string;
  /** Empty if the context has none. */
  readonly requestPath: string;
  /** How many seconds ago the context ended, if it is in use beyond the grace period. */
  readonly late?: number | undefined;
}

/** Returns what stands before a line of text. Nothing does if it is empty. */
export type Prefix = (request: LineRequest) => string;

/** Returns `[/users#REQ7f]`, as the text lines of `@aiolocals/logging` have it; `[/users#REQ7f late=90]` long after the end. */
export function usualPrefix({ requestId, requestPath, late }: LineRequest): string {
  return `[${requestPath}#${requestId}${late === undefined ? '' : ` late=${late}`}]`;
}

/** Returns the prefix of a line that is printed now, with a space behind it; empty outside any context. */
export function safePrefixNow(prefix: Prefix): string {
  const context = Context.current();
  if (context === undefined) return '';
  try {
    const text: unknown = prefix(captureRequest(context, GUEST_NAMES));
    if (isNotAwaited('A `prefix`', text)) return '';
    return text === '' || text === undefined ? '' : `${escapeLine(toText(text))} `;
  } catch (error) {
    warnPrefixThrew(error);
    return '';
  }
}

function warnPrefixThrew(error: unknown): void {
  warnOnce(
    'AIOLOCALS_PREFIX_THREW',
    '',
    `A \`prefix\` threw: ${thrownText(error)}. The lines go without it. Make it return a text for any request. ` +
      'Reported once.',
  );
}
