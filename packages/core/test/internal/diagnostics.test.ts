import { expect, onTestFinished, test, vi } from 'vitest';
import { Context } from '@aiolocals/core';
import { placeOf, printContexts } from '../../src/internal/diagnostics.js';

test('contexts are printed as they open and close, without the frames of the package, also where stack traces are off', () => {
  const lines: string[] = [];
  const log = Object.assign(
    (format: string, ...args: unknown[]) => lines.push([format, ...args].join(' ')),
    {
      enabled: true,
    },
  );
  printContexts(log);
  const context = new Context({ ident: 'REQ7f', name: 'handler' });
  context.run(() => undefined);
  expect(placeOf(context)).toMatch(/diagnostics\.test\.ts:\d+:\d+\)?$/);
  new Context({ ident: 'plain' }).run(() => undefined);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  new Context({ ident: 'frameless' }).run(() => undefined);
  Error.stackTraceLimit = stackTraceLimit;
  expect(lines).toEqual([
    expect.stringMatching(/^open %s at %s REQ7f \(handler\) .*diagnostics\.test\.ts:\d+:\d+\)?$/),
    'close %s REQ7f (handler)',
    expect.stringMatching(/^open %s at %s plain .*diagnostics\.test\.ts:\d+:\d+\)?$/),
    'close %s plain',
    expect.stringMatching(/^open %s at %s frameless .*diagnostics\.test\.ts:\d+:\d+\)?$/),
    'close %s frameless',
  ]);
});

test('a context that is used long after its end names where it was opened, once that is known', async () => {
  printContexts(Object.assign(() => {}, { enabled: true }));
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve);
  });
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
    Context.configure({ gracePeriod: 60_000 });
  });
  Context.configure({ gracePeriod: 60_000 });
  const context = new Context({ parent: null });
  context.run(() => undefined);
  vi.advanceTimersByTime(70_000);
  context.enter(() => new Context());
  expect((await warned).message).toMatch(/It was opened at .*diagnostics\.test\.ts:\d+:\d+\)?$/);
});
