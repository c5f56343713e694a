export { bindObservable } from './bind-observable.js';
export { ContextLogger } from './context-logger.js';
export { ContextModule } from './context-module.js';
export { ContextService } from './context-service.js';

export type { LogTarget } from './context-logger.js';
export type {
  ContextModuleAsyncOptions,
  ContextModuleOptions,
  ContextModuleOptionsFactory,
} from './context-module-options.js';
export type { RequestOptions, RequestSummary } from '@aiolocals/core/http';
