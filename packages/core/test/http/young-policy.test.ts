// A file of its own: no policy of this process has asked for summaries, or for an asynchronous `setup`, at its start.
import { createServer } from 'node:http';
import { Context } from '@aiolocals/core';
import {
  contextOf,
  openRequest,
  type RequestSummary,
  requestPolicy,
  setupOf,
} from '@aiolocals/core/http';
import { expect, test } from 'vitest';
import { listen } from './support/serve.js';

test('a policy that is made while its request is open gets the summary of the request', async () => {
  const summaries: RequestSummary[] = [];
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const { url } = await listen(
    createServer((req, res) => {
      openRequest(req, res);
      const policy = requestPolicy({
        onClose(summary) {
          summaries.push(summary);
          resolve();
        },
      });
      openRequest(req, res, policy);
      contextOf(req)?.enter(() => res.end('done'));
    }),
  );
  expect(await (await fetch(`${url}/late`)).text()).toBe('done');
  await promise;
  expect(summaries).toEqual([
    expect.objectContaining({ method: 'GET', path: '/late', status: 200, aborted: false }),
  ]);
});

test('a context without an asynchronous setup has nothing to wait for', async () => {
  expect(setupOf(new Context())).toBeUndefined();
  const waits: unknown[] = [];
  const { url } = await listen(
    createServer((req, res) => {
      const context = openRequest(
        req,
        res,
        requestPolicy({ setup: async () => await Promise.resolve() }),
      );
      waits.push(setupOf(context), setupOf(new Context()));
      res.end();
    }),
  );
  await (await fetch(url)).text();
  expect(waits).toEqual([expect.any(Promise), undefined]);
});
