import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const added = (name: string, output?: string) => [
  {
    messageId: 'added',
    data: { name },
    suggestions: output === undefined ? [] : [{ messageId: 'bind', output }],
  },
];
const bus = "import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); ";

tester.run('no-shared-emitter', plugin.rules?.['no-shared-emitter'] as never, {
  valid: [
    `${bus}bus.on('x', () => {});`,
    `${bus}function start() { bus.on('x', () => {}); } start();`,
    `import { bind } from '@aiolocals/core'; ${bus}export const f = () => bus.on('x', bind(() => {}));`,
    `import { bindEmitter } from '@aiolocals/core'; ${bus}bindEmitter(bus); export const f = () => bus.on('x', () => {});`,
    `${bus}export const f = (context) => { const g = context.bind(() => {}); bus.once('x', g); bus.emit('x'); };`,
    "import { EventEmitter } from 'node:events'; export function f() { const own = new EventEmitter(); own.on('x', () => {}); }",
    "import { app } from './app.js'; export function f() { app.on('x', () => {}); }",
    "import { events } from 'somewhere'; export function f() { events.on('x', () => {}); }",
    "const map = new Map(); export function f() { map.on('x', () => {}); }",
    `${bus}export const f = (names) => bus.on('x', names);`,
  ],
  invalid: [
    {
      name: 'binds a listener, and imports what it needs for that',
      code: `${bus}export function f() { bus.on('x', () => {}); }`,
      errors: added(
        'bus',
        `import { bind } from '@aiolocals/core';\n${bus}export function f() { bus.on('x', bind(() => {})); }`,
      ),
    },
    {
      code: `import { request } from '@aiolocals/core'; ${bus}export const f = (listener) => { bus.once('x', listener); };`,
      errors: added(
        'bus',
        `import { request, bind } from '@aiolocals/core'; ${bus}export const f = (listener) => { bus.once('x', bind(listener)); };`,
      ),
    },
    {
      code: `import { bind as keep } from '@aiolocals/core'; ${bus}export const f = () => { bus.on('x', function () {}); };`,
      errors: added(
        'bus',
        `import { bind as keep } from '@aiolocals/core'; ${bus}export const f = () => { bus.on('x', keep(function () {})); };`,
      ),
    },
    {
      name: 'suggests nothing where the name is taken',
      code: `${bus}export function f(bind) { bus.on('x', () => bind()); }`,
      errors: added('bus'),
    },
    {
      name: 'knows that a method which binds `this` binds no context',
      code: `import { bind } from '@aiolocals/core'; ${bus}export class A { f() { bus.on('x', this.g.bind(this)); } }`,
      errors: added(
        'bus',
        `import { bind } from '@aiolocals/core'; ${bus}export class A { f() { bus.on('x', bind(this.g.bind(this))); } }`,
      ),
    },
    {
      code: "import { EventEmitter } from 'events'; class Jobs extends EventEmitter {} const jobs = new Jobs(); export const f = (bind) => jobs.prependListener('x', () => {});",
      errors: added('jobs'),
    },
    {
      code: "const target = new EventTarget(); export const f = (bind) => target.addEventListener('x', () => {});",
      errors: added('target'),
    },
    {
      code: "import { orderEvents } from './order-events.js'; export const f = (bind) => orderEvents.on('x', () => {});",
      errors: added('orderEvents'),
    },
    {
      ...commonJs,
      code: "const EventEmitter = require('events'); const { hub } = require('./hub'); const bus = new EventEmitter(); exports.f = () => { bus.on('x', () => {}); hub.on('y', (bind) => {}); };",
      errors: [
        ...added(
          'bus',
          "const { bind } = require('@aiolocals/core');\nconst EventEmitter = require('events'); const { hub } = require('./hub'); const bus = new EventEmitter(); exports.f = () => { bus.on('x', bind(() => {})); hub.on('y', (bind) => {}); };",
        ),
        ...added(
          'hub',
          "const { bind } = require('@aiolocals/core');\nconst EventEmitter = require('events'); const { hub } = require('./hub'); const bus = new EventEmitter(); exports.f = () => { bus.on('x', () => {}); hub.on('y', bind((bind) => {})); };",
        ),
      ],
    },
    {
      ...typescript,
      code: "import { EventEmitter } from 'node:events'; const bus: EventEmitter = new EventEmitter<{ x: [] }>(); export function f(bind: unknown): void { bus!.on('x', () => {}); }",
      errors: added('bus'),
    },
  ],
});
