import type { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import { bindGateways } from './gateways/bind-gateways.js';
import { bindHttpAdapter } from './http/bind-http-adapter.js';
import { whenAdapterIsSet } from './http/when-adapter-is-set.js';
import { bindBullMq } from './jobs/bind-bullmq.js';
import { bindSchedule } from './jobs/bind-schedule.js';
import { bindMicroservices } from './messages/bind-microservices.js';
import type { ModulePolicy } from './module-policy.js';

/**
 * Hooks the contexts into an app. Nest calls it while it makes the providers of the app: all modules are known by then,
 * and nothing is registered at the platform yet.
 */
export async function installContexts(
  policy: ModulePolicy,
  config: ApplicationConfig,
  host: HttpAdapterHost,
  modules: ModulesContainer,
): Promise<true> {
  whenAdapterIsSet(host, (adapter) => bindHttpAdapter(adapter, policy.request));
  bindGateways(config);
  bindSchedule(modules);
  bindBullMq(modules, policy);
  await bindMicroservices(modules, policy);
  return true;
}
