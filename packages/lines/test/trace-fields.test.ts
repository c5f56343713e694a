import { setImmediate } from 'node:timers/promises';
import { traceFields } from '@aiolocals/lines';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
});
afterAll(() => {
  trace.disable();
  context.disable();
});

test('the fields are the ids of the active span, also in overlapping work', async () => {
  const fields = traceFields();
  const tracer = trace.getTracer('test');
  const seen = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      tracer.startActiveSpan(`span ${index}`, async (span) => {
        await setImmediate();
        const found = fields();
        span.end();
        return [`span ${index}`, found] as const;
      }),
    ),
  );
  const exported = new Map(
    exporter.getFinishedSpans().map((span) => [span.name, span.spanContext()]),
  );
  expect(exported.size).toBe(200);
  for (const [name, found] of seen) {
    const { traceId, spanId } = exported.get(name) ?? {};
    expect(found).toEqual({ trace_id: traceId, span_id: spanId });
  }
});

test('without an active span there are no fields', () => {
  expect(traceFields()()).toBeUndefined();
});

test('a span that is not recorded because there is no tracer gives no fields', () => {
  trace.disable();
  trace.getTracer('none').startActiveSpan('span', (span) => {
    expect(traceFields()()).toBeUndefined();
    span.end();
  });
  trace.setGlobalTracerProvider(provider);
});
