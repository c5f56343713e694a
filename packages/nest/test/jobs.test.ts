import { EventEmitter, on, once } from 'node:events';
import { Context, Local, request } from '@aiolocals/core';
import { ContextModule } from '@aiolocals/nest';
import { BullModule, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import type { Job } from 'bullmq';
import { expect, onTestFinished, test } from 'vitest';
import { hasRedis, REDIS } from './support/redis.js';
import { runJobs } from './support/run-jobs.js';
import { Tally } from './support/tally.js';

const tick = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 1));

interface Run {
  readonly name: string;
  readonly id: string | undefined;
  readonly idAfterAwait: string | undefined;
  readonly path: string | undefined;
  readonly context: Context | undefined;
}

test('each run of a cron, an interval and a timeout is a job of its own', async () => {
  const runs = new EventEmitter();
  const run = async (name: string): Promise<void> => {
    const { id, path } = Local.peek(request) ?? {};
    const context = Context.current();
    await tick();
    runs.emit('run', { name, id, path, context, idAfterAwait: Local.peek(request)?.id });
  };

  @Injectable()
  class Tasks {
    @Cron('* * * * * *')
    cron(): Promise<void> {
      return run('cron');
    }
    @Interval('poll', 5)
    interval(): Promise<void> {
      return run('interval');
    }
    @Timeout(1)
    async timeout(): Promise<void> {
      await run('timeout');
      await this.cron();
    }
  }

  @Module({ imports: [ScheduleModule.forRoot(), ContextModule.forRoot()], providers: [Tasks] })
  class AppModule {}

  const arriving = on(runs, 'run');
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  onTestFinished(() => app.close());
  const found: Run[] = [];
  for await (const [one] of arriving) {
    found.push(one as Run);
    const names = new Set(found.map(({ name }) => name));
    if (names.size === 3 && found.length > 10 && found.filter((r) => r.name === 'cron').length > 1)
      break;
  }
  for (const { id, idAfterAwait } of found) {
    expect(id).toMatch(/^JOB[0-9a-f]{20}$/);
    expect(idAfterAwait).toBe(id);
  }
  const timeout = found.find(({ name }) => name === 'timeout');
  expect(timeout?.path).toBe('Tasks.timeout');
  expect(found.find(({ name }) => name === 'interval')?.path).toBe('poll');
  // A method of the schedule that another run calls belongs to that run.
  const called = found.find(({ name, id }) => name === 'cron' && id === timeout?.id);
  expect(called?.path).toBe('Tasks.timeout');
  const own = found.filter((one) => one !== called);
  expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
  await tick();
  expect(own.map(({ context }) => context?.closed)).toEqual(own.map(() => true));
});

test('the schedule of an app without the module is as it was', async () => {
  const runs = new EventEmitter();
  @Injectable()
  class Tasks {
    @Timeout(1)
    timeout(): void {
      runs.emit('run', Context.current());
    }
  }
  @Module({ imports: [ScheduleModule.forRoot()], providers: [Tasks] })
  class AppModule {}
  const ran = once(runs, 'run');
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  onTestFinished(() => app.close());
  expect(await ran).toEqual([undefined]);
});

test('each run of a BullMQ processor is a job, with the id that it carries, and so are its events', async ({
  skip,
}) => {
  if (!(await hasRedis())) skip();
  const JOBS = 50;
  const name = `nest-${process.pid}-${Date.now()}`;
  const tally = new Tally(() => Local.peek(request)?.id);
  const ends = new EventEmitter();
  let settled = 0;
  const paths = new Set<string | undefined>();
  const contextsOfWorker = new Set<Context | undefined>();

  interface Data {
    readonly id: string;
  }

  @Processor(name, { concurrency: 10 })
  class Mails extends WorkerHost {
    process(job: Job<Data>): Promise<void> {
      paths.add(Local.peek(request)?.path);
      tally.see('processor', job.data.id);
      if (job.name === 'failing') throw new Error('failed');
      return this.#send(job);
    }

    async #send(job: Job<Data>): Promise<void> {
      await job.log('started');
      tally.see('processor, after an await', job.data.id);
    }

    @OnWorkerEvent('drained')
    drained(): void {
      contextsOfWorker.add(Context.current());
    }

    @OnWorkerEvent('completed')
    completed(job: Job<Data>): void {
      tally.see('completed', job.data.id);
      this.#count();
    }

    @OnWorkerEvent('failed')
    failed(job: Job<Data>): void {
      tally.see('failed', job.data.id);
      this.#count();
    }

    #count(): void {
      settled += 1;
      if (settled === 2 * JOBS) ends.emit('all');
    }
  }

  @Module({
    imports: [
      BullModule.forRoot({ connection: REDIS }),
      BullModule.registerQueue({ name }),
      ContextModule.forRoot({ jobId: (job) => (job as Job<Data>).data.id }),
    ],
    providers: [Mails],
  })
  class AppModule {}

  const jobs = Array.from({ length: JOBS }, (_, index) => ({ id: `id-${index}` })).flatMap(
    (data) => [
      { name: 'mail', data },
      { name: 'failing', data },
    ],
  );
  await runJobs(AppModule, name, jobs, ends);
  expect(tally.faults()).toEqual({});
  expect(Object.fromEntries([...tally.places].map(([place, { right }]) => [place, right]))).toEqual(
    {
      processor: 2 * JOBS,
      'processor, after an await': JOBS,
      completed: JOBS,
      failed: JOBS,
    },
  );
  // An event that concerns no job belongs to none.
  expect(contextsOfWorker.size === 0 || contextsOfWorker.has(undefined)).toBe(true);
  expect(paths).toEqual(new Set([`${name}/failing`, `${name}/mail`]));
});
