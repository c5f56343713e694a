import { afterEach, expect, test, vi } from 'vitest';
import {
  AiolocalsError,
  Context,
  jobContext,
  Local,
  NoContextError,
  request,
  wrapAsync,
} from '@aiolocals/core';
import { printContexts } from '../src/internal/diagnostics.js';
import { setBase } from '../src/internal/storage/storage.js';
import { intersect } from '../src/internal/state/policy.js';

afterEach(() => setBase(undefined));

test('the base context of a thread is current wherever nothing else is', async () => {
  const base = new Context({ parent: null });
  base.enter(() => {
    request.id = 'base';
  });
  setBase(base);
  expect(Context.current()).toBe(base);
  expect(request.id).toBe('base');
  await new Promise((resolve) => setImmediate(resolve));
  expect(new Context().run(() => request.id)).toBe('base');
  expect(await wrapAsync(() => request.id)).toBe('base');
});

test('no name is special on an open Local in the base context', () => {
  const bag = new Local();
  const base = new Context({ parent: null });
  base.enter(() => Object.assign(bag, { then: 'a value' }));
  expect(bag['then']).toBeUndefined();
  setBase(base);
  expect(bag['then']).toBe('a value');
});

test('of two policies the strictest wins', () => {
  expect(intersect(true, ['a'])).toEqual(['a']);
  expect(intersect(['a'], true)).toEqual(['a']);
  expect(intersect(['a', 'b'], ['b', 'c'])).toEqual(['b']);
});

test('what starts from nothing does not start from the base context', () => {
  const base = new Context({ parent: null });
  base.enter(() => {
    request.id = 'base';
  });
  setBase(base);
  Context.exit(() => {
    expect(Context.current()).toBeUndefined();
    expect(() => request.id).toThrow(NoContextError);
  });
  expect(new Context({ parent: null }).run(() => request.id)).toBe('');
  expect(jobContext('job', () => request.id)).toMatch(/^JOB/);
});

test('contexts are printed as they open and close, without the frames of the package', () => {
  const lines: string[] = [];
  const log = Object.assign(
    (format: string, ...args: unknown[]) => lines.push([format, ...args].join(' ')),
    {
      enabled: true,
    },
  );
  printContexts(log, 'core/src');
  new Context({ ident: 'REQ7f', name: 'handler' }).run(() => undefined);
  new Context({ ident: 'plain' }).run(() => undefined);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  new Context({ ident: 'frameless' }).run(() => undefined);
  Error.stackTraceLimit = stackTraceLimit;
  expect(lines).toEqual([
    expect.stringMatching(/^open %s at %s REQ7f \(handler\) .*internal\.test\.ts:\d+:\d+\)?$/),
    'close %s REQ7f (handler)',
    expect.stringMatching(/^open %s at %s plain .*internal\.test\.ts:\d+:\d+\)?$/),
    'close %s plain',
    'open %s at %s frameless an unknown place',
    'close %s frameless',
  ]);
});

test('a second copy of the package exports what the first one has, and says what it has not', async () => {
  const runtime = (globalThis as Record<symbol, unknown>)[Symbol.for('aiolocals.runtime/1')] as {
    api: Record<string, unknown>;
  };
  const { wrapGather, RuntimeVersionError: resident } = runtime.api;
  delete runtime.api['wrapGather'];
  delete runtime.api['RuntimeVersionError'];
  vi.resetModules();
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const second = await import('@aiolocals/core');
  Error.stackTraceLimit = stackTraceLimit;
  Object.assign(runtime.api, { wrapGather, RuntimeVersionError: resident });

  expect(second.Context).toBe(Context);
  expect(second.request).toBe(request);
  const refused = expect.objectContaining({
    code: 'ERR_RUNTIME_VERSION',
    name: 'RuntimeVersionError',
    message: expect.stringMatching(
      /^Cannot use `wrapGather`: @aiolocals\/core \S+ at an unknown place works with the copy .* at \/.*src, and that one/,
    ) as string,
  }) as Error;
  expect(() => second.wrapGather([])).toThrow(refused);
  expect(() => second.wrapGather([])).toThrow(Error);
  const later = new AiolocalsError('ERR_LATER', 'of a later version');
  expect(later).toMatchObject({ code: 'ERR_LATER', message: 'of a later version' });
});
