import { expectAllow } from '@aiolocals/core/carrier';
import { type RequestPolicy, requestPolicy } from '@aiolocals/core/http';
import { expectFunction, optionsChecker } from '@aiolocals/core/options';
import type { ContextModuleOptions } from '../context-module-options.js';

/** The options of the module, checked. */
export interface ModulePolicy {
  readonly request: RequestPolicy;
  readonly validate: ContextModuleOptions['validate'];
  readonly messageId: ContextModuleOptions['messageId'];
  readonly messageCarrier: ContextModuleOptions['messageCarrier'];
  readonly jobId: ContextModuleOptions['jobId'];
  readonly jobCarrier: ContextModuleOptions['jobCarrier'];
  readonly allow: ContextModuleOptions['allow'];
}

/** `requestPolicy` checks what it takes. */
const checkedLater = (): void => {};
const OWNER = 'ContextModule.forRoot';
const checkOptions = optionsChecker(OWNER, {
  header: checkedLater,
  trust: checkedLater,
  validate: checkedLater,
  generate: checkedLater,
  echo: checkedLater,
  timeout: checkedLater,
  maxTimeout: checkedLater,
  maxPathLength: checkedLater,
  setup: checkedLater,
  onClose: checkedLater,
  messageId: expectFunction,
  messageCarrier: expectFunction,
  jobId: expectFunction,
  jobCarrier: expectFunction,
  allow: expectAllow,
});

/** Checks the options of the module. Throws a TypeError for one that does not exist or is not what it should be. */
export function modulePolicy(options: ContextModuleOptions): ModulePolicy {
  checkOptions(options);
  const { messageId, messageCarrier, jobId, jobCarrier, allow, ...http } = options;
  const { validate } = options;
  const request = requestPolicy(http, OWNER);
  return { request, validate, messageId, messageCarrier, jobId, jobCarrier, allow };
}
