// oxlint-disable-next-line import/no-unassigned-import -- a module shares what it exports when it is loaded
import './internal/entry/load-all.js';

export { bind } from './bind.js';
export { bindEmitter } from './bind-emitter.js';
export { Context } from './context.js';
export { drainTasks } from './drain-tasks.js';
export {
  AiolocalsError,
  CancelledError,
  ContextUsedError,
  DeadlineError,
  NoContextError,
  RuntimeVersionError,
} from './internal/errors.js';
export { jobContext } from './job-context.js';
export { reportLateUse } from './late-use.js';
export { Local } from './local.js';
export { openContext } from './open-context.js';
export { request } from './request.js';
export { wrapAsync } from './wrap-async.js';
export { wrapAsyncIterable } from './wrap-async-iterable.js';
export { wrapGather } from './wrap-gather.js';
export { wrapGenerator } from './wrap-generator.js';

export type {
  ContextConstructor,
  ContextOptions,
  ContextSettings,
  ForkOptions,
} from './types/context.js';
export type { DrainOptions, UnfinishedTask } from './drain-tasks.js';
export type { ContextMessage, LateMessage, OutsideMessage } from './internal/diagnostics.js';
export type {
  Declaration,
  Default,
  LocalConstructor,
  LocalOptions,
  LocalPolicy,
  OpenState,
} from './types/local.js';
export type { JobContext, JobOptions } from './job-context.js';
export type { OpenContext, Outcome } from './open-context.js';
export type { RequestState } from './request.js';
export type { GatherOptions, Gathered, GatheredSettled, WrapGather } from './wrap-gather.js';
