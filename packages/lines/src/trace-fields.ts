/** What this package uses of a span of OpenTelemetry. */
interface Span {
  spanContext(): { readonly traceId: string; readonly spanId: string };
}

/** What `@opentelemetry/api` keeps for all its copies in a process. */
interface Global {
  readonly context?: { active(): { getValue(key: symbol): unknown } };
}

// Every 1.x of the API uses these two, so that its copies find each other.
const API = Symbol.for('opentelemetry.js.api.1');
const SPAN = Symbol.for('OpenTelemetry Context Key SPAN');
const NO_TRACE = /^0*$/;

/**
 * Returns an entry of the option `fields` that puts `trace_id` and `span_id` of the active span of OpenTelemetry on each
 * line. It finds the API that the process has loaded, whichever copy that is. Without an active span, lines have no
 * such fields.
 *
 * @example
 * ```ts
 * import { traceFields } from '@aiolocals/lines';
 * import { attachContext } from '@aiolocals/pino';
 * import { pino } from 'pino';
 *
 * const logger = attachContext(pino(), { fields: [traceFields()] });
 * ```
 */
export function traceFields(): () => Readonly<Record<string, string>> | undefined {
  return () => {
    const api = (globalThis as { [API]?: Global })[API];
    const span = api?.context?.active().getValue(SPAN) as Span | undefined;
    if (span === undefined) return undefined;
    const { traceId, spanId } = span.spanContext();
    return NO_TRACE.test(traceId) ? undefined : { trace_id: traceId, span_id: spanId };
  };
}
