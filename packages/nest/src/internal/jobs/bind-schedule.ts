import { jobContext } from '@aiolocals/core';
import type { ModulesContainer } from '@nestjs/core';
import { providersOf } from './providers-of.js';

type Method = (...args: unknown[]) => unknown;

/** What is used of the explorer of `@nestjs/schedule`, which finds the methods that are to run. */
interface Explorer {
  readonly discoveryService?: { readonly modulesContainer?: object };
  readonly metadataAccessor?: { getSchedulerName?(method: Method): string | undefined };
  /** Makes of a method what a timer calls. */
  wrapFunctionInTryCatchBlocks?: (this: Explorer, method: Method, instance: object) => Method;
}

const apps = new WeakSet<object>();
const prepared = new WeakSet<object>();

/** Makes each run of a `@Cron`, `@Interval` and `@Timeout` a job. A call of the method by other code stays a plain call. */
export function bindSchedule(modules: ModulesContainer): void {
  for (const { metatype } of providersOf(modules, 'ScheduleExplorer')) {
    apps.add(modules);
    const { prototype } = metatype as { readonly prototype: Explorer };
    const { wrapFunctionInTryCatchBlocks: wrap } = prototype;
    if (wrap === undefined || prepared.has(prototype)) continue;
    prepared.add(prototype);
    prototype.wrapFunctionInTryCatchBlocks = function (method, instance) {
      const target = wrap.call(this, method, instance);
      if (!apps.has(this.discoveryService?.modulesContainer ?? {})) return target;
      const name =
        this.metadataAccessor?.getSchedulerName?.(method) ??
        `${instance.constructor.name}.${method.name}`;
      return function (this: unknown, ...args) {
        return jobContext(name, (): unknown => Reflect.apply(target, this, args));
      };
    };
  }
}
