import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const made = (output?: string) => [
  { messageId: 'made', suggestions: output === undefined ? [] : [{ messageId: 'move', output }] },
];

tester.run('no-local-in-function', plugin.rules?.['no-local-in-function'] as never, {
  valid: [
    "import { Local } from '@aiolocals/core'; export const cart = new Local();",
    "import { Local } from '@aiolocals/core'; function cartOf() { return Local.for('cart'); }",
    "import { Local } from '@aiolocals/core'; class A { static cart = new Local(); static { this.other = new Local(); } }",
    "import { Local } from '@aiolocals/core'; const cart = (() => new Local())();",
    "import { Local } from '@aiolocals/core'; test('x', () => { const cart = new Local(); });",
    "import { Local } from '@aiolocals/core'; describe.each([1])('x', () => { beforeEach(() => { cart = new Local(); }); });",
    "import { Local } from '@aiolocals/core'; function make() { return new Local(); } const one = make(); const two = make();",
    "import { Local } from 'elsewhere'; function f() { return new Local(); }",
    'class Local {} function f() { return new Local(); }',
  ],
  invalid: [
    {
      name: 'moves what needs nothing of the function',
      code: "import { Local } from '@aiolocals/core';\n\nexport function handler() {\n  const cart = new Local({ items: () => [] });\n  cart.items.push(1);\n}\n",
      errors: made(
        "import { Local } from '@aiolocals/core';\n\nconst cart = new Local({ items: () => [] });\n\nexport function handler() {\n  cart.items.push(1);\n}\n",
      ),
    },
    {
      code: "import { Local } from '@aiolocals/core'; export function handler(name) { const cart = new Local(undefined, { name }); }",
      errors: made(),
    },
    {
      code: "import { Local } from '@aiolocals/core'; const cart = 1; export const f = () => { const cart = new Local(); };",
      errors: made(),
    },
    {
      code: "import { Local } from '@aiolocals/core'; export function f() { let cart = new Local(); const a = new Local(), b = 1; return new Local(); }",
      errors: [...made(), ...made(), ...made()],
    },
    {
      code: "import { Local } from '@aiolocals/core'; class A { cart = new Local(); constructor() { this.other = new Local(); } }",
      errors: [...made(), ...made()],
    },
    {
      code: "import { Local } from '@aiolocals/core'; export function make() { return new Local(); } make();",
      errors: made(),
    },
    {
      code: "import { Local } from '@aiolocals/core'; app.get('/', () => { use(new Local()); });",
      errors: made(),
    },
    {
      ...commonJs,
      code: "const core = require('@aiolocals/core'); exports.f = () => new core.Local();",
      errors: made(),
    },
    {
      ...typescript,
      code: "import { Local as L } from '@aiolocals/core'; export const f = (): object => new L<{ a: number }>({ a: 1 });",
      errors: made(),
    },
  ],
});
