import { expect, test, vi } from 'vitest';
import { AiolocalsError, Context, request } from '@aiolocals/core';

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

test('what a second copy lacks is an error of the class that the first copy has', async () => {
  const runtime = (globalThis as Record<symbol, unknown>)[Symbol.for('aiolocals.runtime/1')] as {
    api: Record<string, unknown>;
  };
  const { wrapGather } = runtime.api;
  delete runtime.api['wrapGather'];
  vi.resetModules();
  const second = await import('@aiolocals/core');
  Object.assign(runtime.api, { wrapGather });
  expect(() => second.wrapGather([])).toThrow(second.RuntimeVersionError);
});

test('what a second copy lacks beside a first copy without that class is an error with its code', async () => {
  const runtime = (globalThis as Record<symbol, unknown>)[Symbol.for('aiolocals.runtime/1')] as {
    api: Record<string, unknown>;
  };
  const { wrapGather, RuntimeVersionError } = runtime.api;
  delete runtime.api['wrapGather'];
  delete runtime.api['RuntimeVersionError'];
  vi.resetModules();
  const second = await import('@aiolocals/core');
  const refused = expect.objectContaining({
    code: 'ERR_RUNTIME_VERSION',
    name: 'RuntimeVersionError',
  }) as Error;
  try {
    expect(() => second.wrapGather([])).toThrow(refused);
  } finally {
    Object.assign(runtime.api, { wrapGather, RuntimeVersionError });
  }
});
