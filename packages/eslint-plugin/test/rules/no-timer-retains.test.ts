import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const found = (messageId: string, output?: string) => [
  { messageId, suggestions: output === undefined ? [] : [{ messageId: 'exit', output }] },
];

tester.run('no-timer-retains', plugin.rules?.['no-timer-retains'] as never, {
  valid: [
    'setInterval(() => {}, 1000);',
    'function start() { setInterval(() => {}, 1000); } start();',
    "import { Context } from '@aiolocals/core'; export const f = () => Context.exit(() => setInterval(() => {}, 1000));",
    "import { Context } from '@aiolocals/core'; export const f = () => { Context.exit(setInterval, () => {}, 1000); };",
    'export function f() { const timer = setInterval(() => {}, 1000); return () => clearInterval(timer); }',
    'export function f() { return setInterval(() => {}, 1000).unref(); }',
    'export const f = () => setInterval(() => {}, 1000);',
    'let timer; export function f() { timer = setInterval(() => {}, 1000); } export function g() { clearInterval(timer); }',
    'class A { #timer; start() { this.#timer = setInterval(() => {}, 1000); } stop() { clearInterval(this.#timer); } }',
    'export function f() { setTimeout(() => {}, 1000); setTimeout(() => {}, delay); setTimeout(() => {}); }',
    "test('x', () => { setInterval(() => {}, 1000); });",
    "import { setInterval } from 'node:timers/promises'; export async function f() { for await (const _ of setInterval(1000)) break; }",
    'export function f(setInterval) { setInterval(() => {}, 1000); }',
  ],
  invalid: [
    {
      name: 'starts an interval outside any context',
      code: 'export function f() { setInterval(() => {}, 1000); }',
      errors: found(
        'interval',
        "import { Context } from '@aiolocals/core';\nexport function f() { Context.exit(() => setInterval(() => {}, 1000)); }",
      ),
    },
    {
      code: "import * as core from '@aiolocals/core'; export function f() { globalThis.setInterval(() => {}, 1000).unref(); }",
      errors: found(
        'interval',
        "import { Context } from '@aiolocals/core';\nimport * as core from '@aiolocals/core'; export function f() { Context.exit(() => globalThis.setInterval(() => {}, 1000)).unref(); }",
      ),
    },
    {
      code: 'export function f(Context) { setTimeout(() => {}, 5 * 60 * 1000); }',
      errors: found('timeout'),
    },
    {
      code: 'export function f(Context) { const timer = setInterval(() => {}, 1000); timer.unref(); }',
      errors: found('interval'),
    },
    {
      code: 'export function f(Context) { this.timer = setInterval(() => {}, 1000); }',
      errors: found('interval'),
    },
    {
      ...commonJs,
      code: "const timers = require('node:timers'); exports.f = (Context) => { timers.setInterval(() => {}, 10); };",
      errors: found('interval'),
    },
    {
      ...typescript,
      code: 'export function f(Context: unknown): void { (setInterval as typeof setTimeout)(() => {}, 1000); }',
      errors: found('interval'),
    },
  ],
});
