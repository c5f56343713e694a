import { type Context, reportLateUse, request } from '@aiolocals/core';
import { toText } from '../safe-read.js';
import type { RequestNames, RequestValues } from './request-names.js';

/** Returns what the fields of the request hold on a line that is logged now. */
export function captureRequest(context: Context | undefined, names: RequestNames): RequestValues {
  if (context === undefined) return { names, requestId: '', requestPath: '', late: undefined };
  return {
    names,
    requestId: requestText(request.id),
    requestPath: requestText(request.path),
    late: lateness(context),
  };
}

/** Returns the id or the path of a request as text. An application can assign anything to them, not only strings. */
export function requestText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : toText(value);
}

/** Returns how many seconds ago the context ended, if that is beyond the grace period. */
export function lateness(context: Context): number | undefined {
  return context.closed ? reportLateUse(context) : undefined;
}
