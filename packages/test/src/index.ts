export { aroundTest } from './around-test.js';
export { assertLogged, assertNotLogged } from './assert-logged.js';
export { captureLines } from './capture-lines.js';
export { contextTest } from './context-test.js';
export { inContext } from './in-context.js';
export { LeakedContextError } from './leaked-context-error.js';
export { matchers } from './matchers.js';

export type { AroundTest } from './around-test.js';
export type { CapturedLines } from './capture-lines.js';
export type { ExpectedLine, Logged } from './expected-line.js';
export type { LogEntry } from './log-entry.js';
export type { LocalValues, TestContextOptions } from './test-context-options.js';
export type { LogMatchers, MatcherResult } from './matchers.js';
