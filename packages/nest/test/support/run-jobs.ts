import { type EventEmitter, once } from 'node:events';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Queue } from 'bullmq';
import { onTestFinished } from 'vitest';
import { REDIS } from './redis.js';

/** Adds jobs to a queue, starts the app that works on them, and waits until `ends` says that all are done. */
export async function runJobs(
  appModule: Type,
  queueName: string,
  jobs: readonly { readonly name: string; readonly data: unknown }[],
  ends: EventEmitter,
): Promise<void> {
  const queue = new Queue(queueName, { connection: REDIS });
  // They wait in the queue when the worker starts.
  await queue.addBulk([...jobs]);
  const all = once(ends, 'all');
  const app = await NestFactory.createApplicationContext(appModule, { logger: false });
  onTestFinished(async () => {
    await app.close();
    await queue.obliterate({ force: true });
    await queue.close();
  });
  await all;
}
