import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Context, jobContext, request } from '@aiolocals/core';
import { takeSnapshot } from '@aiolocals/core/carrier';
import { Cron } from 'croner';
import cron from 'node-cron';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const Bree = require('bree') as new (options: object) => {
  run(name: string): Promise<void>;
  stop(): Promise<void>;
};

const FAR_AWAY = '0 0 1 1 *';

/** Awaits between two reads of the id, so that other runs come in between. */
async function sightings(): Promise<string[]> {
  const seen = [request.id];
  for (let turn = 0; turn < 5; turn += 1) {
    await setImmediate();
    seen.push(request.id);
  }
  return seen;
}

/** Expects each of the overlapping runs to see one id, and no two the same. */
function expectOneIdEach(runs: readonly string[][]): void {
  const ids = runs.map(([first]) => first);
  for (const run of runs) expect(new Set(run).size).toBe(1);
  expect(new Set(ids).size).toBe(runs.length);
  for (const id of ids) expect(id).toMatch(/^JOB/);
}

test('overlapping runs of a job of node-cron have an id each, whatever context schedules it', async () => {
  const runs: Promise<string[]>[] = [];
  const task = await new Context().run(async () => {
    request.id = 'scheduled by me';
    return await Promise.resolve(
      cron.schedule(FAR_AWAY, async () => {
        runs.push(jobContext('nightly', sightings));
        await runs.at(-1);
      }),
    );
  });
  await Promise.all([task.execute(), task.execute(), task.execute()]);
  await task.destroy();
  expectOneIdEach(await Promise.all(runs));
});

test('overlapping runs of a job of croner have an id each, whatever context schedules it', async () => {
  const runs: Promise<string[]>[] = [];
  const job = new Context().run(() => {
    request.id = 'scheduled by me';
    return new Cron(FAR_AWAY, async () => {
      runs.push(jobContext('nightly', sightings));
      await runs.at(-1);
    });
  });
  await Promise.all([job.trigger(), job.trigger(), job.trigger()]);
  job.stop();
  expectOneIdEach(await Promise.all(runs));
});

test('a job of Bree, in a thread of its own, has the id of the request that ordered it', async () => {
  const path = fileURLToPath(new URL('fixtures/job.mjs', import.meta.url));
  const carrier = new Context({ parent: null }).run(() => {
    request.id = 'a1';
    const context = Context.current() as Context;
    return { aiolocals: 1, ident: `${context.ident}/1`, state: takeSnapshot(context) };
  });
  const messages: { name: string; message: unknown }[] = [];
  let told = (): void => {};
  const workerMessageHandler = (message: { name: string; message: unknown }): void => {
    messages.push(message);
    told();
  };
  const jobs = [
    { name: 'ordered', path, timeout: false, worker: { workerData: { carrier } } },
    { name: 'nightly', path, timeout: false },
  ];
  const bree = new Bree({ root: false, logger: false, jobs, workerMessageHandler });
  const done = new Promise<void>((resolve) => {
    told = () => void (messages.length === jobs.length && resolve());
  });
  await Promise.all(jobs.map(async ({ name }) => await bree.run(name)));
  await done;
  await bree.stop();
  const seen = Object.fromEntries(messages.map(({ name, message }) => [name, message]));
  expect(seen).toEqual({
    ordered: ['a1', 'ordered'],
    nightly: [expect.stringMatching(/^JOB/), 'nightly'],
  });
});
