import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import process from 'node:process';
import { Context, Local, request } from '@aiolocals/core';
import type { Carrier } from '@aiolocals/core/carrier';
import { ContextModule, type ContextModuleOptions } from '@aiolocals/nest';
import { captureContext } from '@aiolocals/workers';
import { BullModule, Processor, WorkerHost } from '@nestjs/bullmq';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  MessagePattern,
  type MicroserviceOptions,
  Transport,
} from '@nestjs/microservices';
import type { Job } from 'bullmq';
import { lastValueFrom, map, type Observable, timer } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { hasRedis, REDIS } from './support/redis.js';
import { runJobs } from './support/run-jobs.js';
import { times } from './support/times.js';

const tenant = Local.for('nest-test.tenant', { name: 'nobody' });
const secret = Local.for('nest-test.secret', { word: '' }, { travels: false });

interface Data {
  readonly carrier?: Carrier;
  readonly id?: string;
}

const fromData = {
  messageCarrier: (data) => (data as Data).carrier,
  jobCarrier: (job) => (job as Job<Data>).data.carrier,
} satisfies ContextModuleOptions;

/** What is captured where a request with this id sends something, with a deadline as an envelope would have it. */
function carrierOf(id: string, deadline?: number): Carrier {
  const carrier = new Context({ parent: null }).run(() => {
    request.id = id;
    request.path = '/orders';
    tenant.name = `tenant of ${id}`;
    secret.word = 'not to be sent';
    return captureContext();
  });
  return deadline === undefined ? carrier : { ...carrier, deadline };
}

interface Seen {
  readonly id: string;
  readonly path: string;
  readonly tenant: string;
  readonly secret: string;
  readonly hasDeadline: boolean;
}

let contexts: Context[] = [];

function see(): Seen {
  const context = Context.current() as Context;
  contexts.push(context);
  return {
    id: request.id,
    path: request.path,
    tenant: tenant.name,
    secret: secret.word,
    hasDeadline: context.deadline !== undefined,
  };
}

type Tcp = { readonly server?: { address(): { readonly port: number } }; port?: number };
type Send = (pattern: string, data: Data) => Promise<Seen>;

/** Starts a microservice, and returns what sends it messages. */
async function serve(
  options: ContextModuleOptions,
  transport: MicroserviceOptions,
): Promise<{ readonly send: Send; readonly prefix: string }> {
  contexts = [];
  // All users of a Redis share its channels.
  const prefix = randomUUID();

  @Controller()
  class SeeingController {
    @MessagePattern(`${prefix}now`)
    async now(): Promise<Seen> {
      await new Promise((resolve) => void setTimeout(resolve, 1));
      return see();
    }
    @MessagePattern(`${prefix}later`)
    later(): Observable<Seen> {
      return timer(1).pipe(map(see));
    }
    @MessagePattern(`${prefix}failing`)
    failing(): never {
      see();
      throw new RangeError('failed');
    }
  }
  @Module({ imports: [ContextModule.forRoot(options)], controllers: [SeeingController] })
  class AppModule {}

  const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
    ...transport,
    logger: false,
  });
  const { serverInstance, server } = app as unknown as Record<'serverInstance' | 'server', Tcp>;
  const started = serverInstance ?? server;
  // Nest 10 takes 0 for no port, and listens on 3000.
  if (started.port !== undefined) started.port = 0;
  await app.listen();
  const port = started.server?.address().port;
  const to =
    port === undefined
      ? transport
      : { transport: Transport.TCP, options: { host: '127.0.0.1', port } };
  const client = ClientProxyFactory.create(to as never);
  await client.connect();
  onTestFinished(async () => {
    client.close();
    await app.close();
  });
  return {
    prefix,
    send: (pattern, data) => lastValueFrom(client.send<Seen>(prefix + pattern, data)),
  };
}

const TCP = { transport: Transport.TCP, options: { host: '127.0.0.1', port: 0 } } as const;
const OVER_REDIS = { transport: Transport.REDIS, options: REDIS } as const;
const MESSAGES = times(20);

test.for([
  ['TCP', TCP],
  ['Redis', OVER_REDIS],
] as const)(
  'overlapping messages over %s have the id and the state of their sender',
  async ([name, transport], { skip }) => {
    if (name === 'Redis' && !(await hasRedis())) skip();
    const { send, prefix } = await serve(fromData, transport);
    const all = Array.from({ length: MESSAGES }, async (_, index) => {
      const id = `a${index}`;
      const carrier = carrierOf(id, index % 2 === 0 ? Date.now() + 60_000 : undefined);
      const expected = {
        id,
        tenant: `tenant of ${id}`,
        secret: '',
        hasDeadline: index % 2 === 0,
      };
      expect(await send('now', { carrier })).toEqual({ ...expected, path: `${prefix}now` });
      expect(await send('later', { carrier })).toEqual({ ...expected, path: `${prefix}later` });
      await expect(send('failing', { carrier })).rejects.toBeDefined();
    });
    await Promise.all(all);
    expect(contexts).toHaveLength(3 * MESSAGES);
    expect(new Set(contexts).size).toBe(3 * MESSAGES);
    expect(contexts.every(({ closed }) => closed)).toBe(true);
  },
);

const NEW = /^MSG[0-9a-f]{20}$/;
const messageId = (data: unknown): string | undefined => (data as Data).id;

test.for([
  { what: 'no option', options: {}, id: NEW, name: 'nobody' },
  { what: 'the carrier', options: fromData, id: /^a1$/, name: 'tenant of a1' },
  { what: 'an own id', options: { ...fromData, messageId }, id: /^b2$/, name: 'tenant of a1' },
  {
    what: '`allow` of the id alone',
    options: { ...fromData, allow: { 'aiolocals.request': ['id'] } },
    id: /^a1$/,
    name: 'nobody',
  },
  {
    what: '`allow` of other state',
    options: { ...fromData, allow: ['nest-test.tenant'] },
    id: NEW,
    name: 'tenant of a1',
  },
  {
    what: '`validate` that refuses the id',
    options: { ...fromData, validate: (id: string) => /^\d+$/.test(id) },
    id: NEW,
    name: 'tenant of a1',
  },
])('the receiver decides what arrives: $what', async ({ options, id, name }) => {
  const { send } = await serve(options, TCP);
  const seen = await send('now', { carrier: carrierOf('a1'), id: 'b2' });
  expect(seen.id).toMatch(id);
  expect(seen.tenant).toBe(name);
});

test('a damaged carrier is warned of once, and its messages get new contexts', async () => {
  const warned: string[] = [];
  const note = ({ name, message }: Error): void => {
    if (name === 'AiolocalsWarning') warned.push(message);
  };
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const damaged = { ...fromData, messageCarrier: (data: unknown) => (data as Data).carrier };
  const { send } = await serve(damaged, TCP);
  for (const carrier of [7, { aiolocals: 99 }, { aiolocals: 1, ident: '' }, 'a1'])
    expect((await send('now', { carrier: carrier as never })).id).toMatch(NEW);
  expect((await send('now', { carrier: null as never })).id).toMatch(NEW);
  expect(warned).toEqual([
    expect.stringMatching(
      /^`messageCarrier` of ContextModule failed; its context is not restored: CarrierError: Cannot restore/,
    ),
  ]);
});

test('jobs of BullMQ have the id and the state of the context that added them', async ({
  skip,
}) => {
  if (!(await hasRedis())) skip();
  const JOBS = times(20);
  const name = `nest-${process.pid}-${randomUUID()}`;
  const runs: Seen[] = [];
  const ends = new EventEmitter();
  contexts = [];

  @Processor(name, { concurrency: 10 })
  class Mails extends WorkerHost {
    async process(job: Job<Data>): Promise<void> {
      await job.log('started');
      runs.push(see());
      if (runs.length === JOBS + 1) ends.emit('all');
    }
  }
  @Module({
    imports: [
      BullModule.forRoot({ connection: REDIS }),
      BullModule.registerQueue({ name }),
      ContextModule.forRoot(fromData),
    ],
    providers: [Mails],
  })
  class AppModule {}

  const data: Data[] = Array.from({ length: JOBS }, (_, index) => ({
    carrier: carrierOf(`a${index}`),
  }));
  const jobs = [{}, ...data].map((each) => ({ name: 'mail', data: each }));
  await runJobs(AppModule, name, jobs, ends);
  const own = runs.filter(({ id }) => !id.startsWith('JOB'));
  expect(own.toSorted((one, other) => one.id.localeCompare(other.id))).toEqual(
    data
      .map((_, index) => ({
        id: `a${index}`,
        path: `${name}/mail`,
        tenant: `tenant of a${index}`,
        secret: '',
        hasDeadline: false,
      }))
      .toSorted((one, other) => one.id.localeCompare(other.id)),
  );
  expect(runs.find(({ id }) => id.startsWith('JOB'))).toMatchObject({ tenant: 'nobody' });
});
