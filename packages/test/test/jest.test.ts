import { afterEach, expect, test, vi } from 'vitest';

// Jest itself, with its own `expect`, is in runners.test.ts.
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

test('adds the matcher to the expect of the runner', async () => {
  vi.stubGlobal('expect', expect);
  await import('@aiolocals/test/jest');
  expect(() => expect(['x']).toHaveLogged({ message: 'y' })).toThrow(/differs in message/);
});

test('says where it belongs if there is no expect', async () => {
  vi.stubGlobal('expect', undefined);
  await expect(import('@aiolocals/test/jest')).rejects.toThrow(/`setupFilesAfterEnv`/);
});
