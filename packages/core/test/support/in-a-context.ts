// Each test of this project runs inside a context that is none of its business.
import { aroundEach } from 'vitest';
import { Context } from '@aiolocals/core';

aroundEach(async (runTest, { task }) => {
  if (task.tags?.includes('outside') === true) return runTest();
  return new Context({ ident: 'around the test' }).run(() => runTest());
});
