import { Context } from '@aiolocals/core';
import { expectName, optionsChecker } from '@aiolocals/core/options';
import { captureRequest } from './internal/fields/captured-request.js';
import { entriesOf, expectFields, type FieldOption } from './internal/fields/field-selection.js';
import { makeFields } from './internal/fields/fields.js';
import { GUEST_NAMES, putRequest } from './internal/fields/request-names.js';
import type { RequestFields } from './internal/fields/request-fields.js';

/** The options of `sentryProcessor`. */
export interface SentryOptions {
  /**
   * What each event carries: Locals, some of their attributes, what functions return, and the names of the tags with the
   * id and the path of the request.
   *
   * @default []
   */
  readonly fields?: RequestFields | readonly FieldOption[];
  /**
   * The name of the event's context that holds the fields.
   *
   * @default 'locals'
   */
  readonly name?: string;
}

/** What this package uses of an event of Sentry. */
interface SentryEvent {
  tags?: Record<string, unknown>;
  contexts?: Record<string, Record<string, unknown> | undefined>;
}

const checkOptions = optionsChecker('sentryProcessor', { fields: expectFields, name: expectName });

/**
 * Returns an event processor for Sentry. It puts the id and the path of the request on each event as the tags `requestId`
 * and `requestPath`, and the fields under `contexts.locals`: those of the context in which the event was captured.
 *
 * @throws TypeError if an option does not exist or is of the wrong kind.
 *
 * @example
 * ```ts
 * import { Local } from '@aiolocals/core';
 * import { sentryProcessor } from '@aiolocals/lines';
 * import * as Sentry from '@sentry/node';
 *
 * const user = new Local<{ userId: number }>({ userId: 0 });
 *
 * Sentry.addEventProcessor(sentryProcessor({ fields: [user] }));
 * ```
 */
export function sentryProcessor(
  options: SentryOptions = {},
): <Event extends object>(event: Event) => Event {
  checkOptions(options);
  const { name = 'locals' } = options;
  const { fields, names } = makeFields(entriesOf(options.fields ?? []), GUEST_NAMES, new Set());
  return <Event extends object>(event: Event): Event => {
    const { tags, contexts } = event as SentryEvent;
    const context = Context.current();
    const own: Record<string, unknown> = {};
    putRequest(own, captureRequest(context, names));
    const values: Record<string, unknown> = {};
    for (const field of fields) field(values, context);
    return {
      ...event,
      ...(Object.keys(own).length > 0 && { tags: { ...tags, ...own } }),
      ...(Object.keys(values).length > 0 && {
        contexts: { ...contexts, [name]: { ...contexts?.[name], ...values } },
      }),
    };
  };
}
