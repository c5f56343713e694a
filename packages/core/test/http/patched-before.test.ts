import { ServerResponse } from 'node:http';
import type { RequestSummary } from '@aiolocals/core/http';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from './support/serve.js';

// In a file of its own: the prototypes of Node are bound at the first request of a process.
test('bytes that a patched `end` of Node writes through `write` are counted once', async () => {
  const { prototype } = ServerResponse;
  const { end } = prototype;
  prototype.end = function (this: ServerResponse, chunk?: unknown) {
    if (typeof chunk === 'string') this.write(chunk);
    return Reflect.apply(end, this, []) as ServerResponse;
  } as typeof end;
  onTestFinished(() => {
    prototype.end = end;
  });
  const summaries: RequestSummary[] = [];
  const { url } = await serve(
    (_req, res) => {
      res.write('12');
      res.end('345');
    },
    { onClose: (summary) => void summaries.push(summary) },
  );
  expect(await (await fetch(url, { headers: { Connection: 'close' } })).text()).toBe('12345');
  await expect.poll(() => summaries.map(({ bytes }) => bytes)).toEqual([5]);
});
