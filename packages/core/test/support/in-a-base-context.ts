// Each test of this project runs in a thread that has a base context, and in no other context.
import { aroundEach } from 'vitest';
import { contextFrom, setBaseContext } from '@aiolocals/core/carrier';

aroundEach(async (runTest, { task }) => {
  if (task.tags?.includes('outside') === true) return runTest();
  setBaseContext(contextFrom([], { ident: 'base' }));
  try {
    await runTest();
  } finally {
    setBaseContext(undefined);
  }
});
