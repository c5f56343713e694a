// Each test of this project runs inside a context that has nothing to do with the test.
import { aroundEach } from 'vitest';
import { Context } from '@aiolocals/core';

aroundEach(async (runTest, { task }) => {
  if (task.tags?.includes('outside') === true) return runTest();
  return new Context({ ident: 'around the test' }).run(() => runTest());
});
