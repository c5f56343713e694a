import { Context, jobContext } from '@aiolocals/core';
import type { ModulesContainer } from '@nestjs/core';
import type { ModulePolicy } from '../module-policy.js';
import { arriving } from '../units/arriving.js';
import { inboundId } from '../units/inbound-id.js';
import { providersOf } from './providers-of.js';

interface Job {
  readonly name?: string;
  readonly queueName?: string;
}

type Process = (this: unknown, job: Job, ...args: unknown[]) => unknown;
type Emit = (this: unknown, event: string, ...args: unknown[]) => boolean;

/** What is used of a worker of BullMQ. */
interface Worker {
  processFn?: Process;
  emit: Emit;
}

/** What is used of the explorer of `@nestjs/bullmq`, which makes a worker for each processor. */
interface Explorer {
  readonly discoveryService?: { readonly modulesContainer?: object };
  handleProcessor?: (this: Explorer, host: { _worker?: Worker }, ...args: unknown[]) => unknown;
}

const policies = new WeakMap<object, ModulePolicy>();
const prepared = new WeakSet<object>();

/**
 * Makes each run of a processor of BullMQ a job, and its events run in the context of the job. A worker starts as soon as
 * it is made, maybe before this module is initialised, so it is bound where it is made.
 */
export function bindBullMq(modules: ModulesContainer, policy: ModulePolicy): void {
  for (const { metatype } of providersOf(modules, 'BullExplorer')) {
    policies.set(modules, policy);
    const { prototype } = metatype as { readonly prototype: Explorer };
    const { handleProcessor } = prototype;
    if (handleProcessor === undefined || prepared.has(prototype)) continue;
    prepared.add(prototype);
    prototype.handleProcessor = function (host, ...args) {
      const result = handleProcessor.call(this, host, ...args);
      const found = policies.get(this.discoveryService?.modulesContainer ?? {});
      // oxlint-disable-next-line no-underscore-dangle -- its public accessor throws if there is none
      const worker = host._worker;
      if (found !== undefined && worker !== undefined) enterRuns(worker, found);
      return result;
    };
  }
}

function enterRuns(worker: Worker, policy: ModulePolicy): void {
  const { jobId, jobCarrier, validate } = policy;
  const contexts = new WeakMap<Job, Context>();
  const { processFn, emit } = worker;
  // A processor in a file of its own runs in another process.
  if (processFn === undefined) return;
  worker.processFn = function (job, ...args) {
    const name = [job.queueName, job.name].filter(Boolean).join('/') || 'job';
    const id = inboundId('jobId', jobId, validate, job);
    const arrived = arriving('jobCarrier', jobCarrier, policy, { name, prefix: 'JOB', id }, job);
    const run = (): unknown => {
      contexts.set(job, Context.current() as Context);
      return Reflect.apply(processFn, this, [job, ...args]);
    };
    return arrived === undefined ? jobContext(name, { id }, run) : arrived.run(run);
  };
  // BullMQ reports the end of a run, and its failure, after the processor has returned.
  worker.emit = function (event, ...args) {
    const [job] = args;
    const context = typeof job === 'object' && job !== null ? contexts.get(job) : undefined;
    const call = (): boolean => Reflect.apply(emit, this, [event, ...args]);
    return context === undefined ? call() : context.enter(call);
  };
}
