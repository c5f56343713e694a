import { expect, onTestFinished, test, vi } from 'vitest';

test('a runtime without threads has one, and no environment data', async () => {
  const getBuiltinModule = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined);
  onTestFinished(() => getBuiltinModule.mockRestore());
  vi.resetModules();
  const threads = await import('../../../src/internal/travel/worker-threads.js');
  threads.setEnvironmentData('key', 'value');
  expect(threads.getEnvironmentData('key')).toBeUndefined();
  expect(threads.threadId).toBe(0);
});
