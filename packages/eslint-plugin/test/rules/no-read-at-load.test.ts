import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const used = (text: string) => [{ messageId: 'used', data: { text } }];

tester.run('no-read-at-load', plugin.rules?.['no-read-at-load'] as never, {
  valid: [
    "import { request } from '@aiolocals/core'; export const id = () => request.id;",
    "import { Local, request } from '@aiolocals/core'; console.log(Local.peek(request)?.id);",
    "import { Local } from '@aiolocals/core'; const cart = new Local({ n: 0 }); function add() { cart.n += 1; }",
    "import { request } from '@aiolocals/core'; class A { id = request.id; get path() { return request.path; } }",
    "import { request } from '@aiolocals/core'; export const text = request.toString();",
    "import { request } from './requests.js'; console.log(request.id);",
    "import { Context } from '@aiolocals/core'; console.log(Context.current);",
    'const request = { id: 1 }; console.log(request.id);',
    "import { request } from '@aiolocals/core'; { const request = { id: 1 }; console.log(request.id); }",
    "import { Local } from '@aiolocals/core'; let cart = new Local(); cart = {}; cart.a = 1;",
    {
      ...typescript,
      code: "import { request } from '@aiolocals/core'; export type Id = typeof request.id; export function f(): Id { return request!.id as Id; }",
    },
  ],
  invalid: [
    {
      code: "import { request } from '@aiolocals/core'; const id = request.id;",
      errors: used('request.id'),
    },
    {
      code: "import { request as current } from '@aiolocals/core'; current['id'] = 'a1'; delete current.path;",
      errors: [...used("current['id']"), ...used('current.path')],
    },
    {
      code: "import * as core from '@aiolocals/core'; console.log(core.request.id);",
      errors: used('core.request.id'),
    },
    {
      code: "import core from '@aiolocals/core'; const { request: { id }, Local } = core; const L = Local; const a = new L(); a.x;",
      errors: used('a.x'),
    },
    {
      ...commonJs,
      code: "const { Local: L } = require('@aiolocals/core'); const cart = L.for('cart', { n: 0 }); exports.n = cart.n;",
      errors: used('cart.n'),
    },
    {
      code: "import { request } from '@aiolocals/core'; const { id } = request; const copy = { ...request };",
      errors: [...used('{ id } = request'), ...used('...request')],
    },
    {
      code: "import { logging } from '@aiolocals/logging'; (() => { logging.level = 'debug'; })();",
      errors: used('logging.level'),
    },
    {
      code: "import { request } from '@aiolocals/core'; class A { static id = request.id; static { request.path = ''; } [request.id] = 1; }",
      errors: [...used('request.id'), ...used('request.path'), ...used('request.id')],
    },
    {
      code: "const { request } = await import('@aiolocals/core'); console.log(request?.id);",
      errors: used('request?.id'),
    },
    {
      ...typescript,
      code: "import { Local } from '@aiolocals/core'; const cart = new Local<{ n: number }>({ n: 0 }) as { n: number }; export const n: number = cart!.n;",
      errors: used('cart!.n'),
    },
    {
      ...typescript,
      code: "import core = require('@aiolocals/core'); export = core.request.id;",
      errors: used('core.request.id'),
    },
  ],
});
