import type { Rule } from 'eslint';
import { noEnterWith } from './rules/no-enter-with.js';
import { noLocalInFunction } from './rules/no-local-in-function.js';
import { noPromiseToTask } from './rules/no-promise-to-task.js';
import { noReadAtLoad } from './rules/no-read-at-load.js';
import { noSharedEmitter } from './rules/no-shared-emitter.js';
import { noTimerRetains } from './rules/no-timer-retains.js';
import { noUnboundCallback } from './rules/no-unbound-callback.js';

/** The rules by their names. */
export const rules: Readonly<Record<string, Rule.RuleModule>> = {
  'no-enter-with': noEnterWith,
  'no-local-in-function': noLocalInFunction,
  'no-promise-to-task': noPromiseToTask,
  'no-read-at-load': noReadAtLoad,
  'no-shared-emitter': noSharedEmitter,
  'no-timer-retains': noTimerRetains,
  'no-unbound-callback': noUnboundCallback,
};
