import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const leaks = (method: string) => [{ messageId: 'leaks', data: { method } }];
const als =
  "import { AsyncLocalStorage } from 'node:async_hooks'; const als = new AsyncLocalStorage(); ";

tester.run('no-enter-with', plugin.rules?.['no-enter-with'] as never, {
  valid: [
    `${als}als.run({}, () => {}); als.exit(() => {});`,
    'enterWith({}); const f = storage.enterWith;',
    "import { database } from './database.js'; database.withScope({});",
    `${als}als[name]({});`,
  ],
  invalid: [
    { code: `${als}als.enterWith({});`, errors: leaks('enterWith') },
    { code: "import { als } from './als.js'; als?.enterWith({});", errors: leaks('enterWith') },
    { code: `${als}export function f() { als.withScope({}); }`, errors: leaks('withScope') },
    {
      ...commonJs,
      code: "const hooks = require('async_hooks'); const als = new hooks.AsyncLocalStorage(); als['withScope']({});",
      errors: leaks('withScope'),
    },
    {
      ...typescript,
      code: "import { AsyncLocalStorage as A } from 'node:async_hooks'; const als: A<number> = new A<number>(); als!.withScope(1);",
      errors: leaks('withScope'),
    },
  ],
});
