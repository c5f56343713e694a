import plugin from '@aiolocals/eslint-plugin';
import { commonJs, tester, typescript } from '../support/tester.js';

const core = "import { wrapAsync, wrapGather } from '@aiolocals/core'; ";
const promise = (name: string, output?: string) => ({
  messageId: 'promise',
  data: { name },
  suggestions: output === undefined ? [] : [{ messageId: 'arrow', output }],
});

tester.run('no-promise-to-task', plugin.rules?.['no-promise-to-task'] as never, {
  valid: [
    `${core}wrapAsync(() => load()); wrapAsync(load); wrapAsync(async () => {}, { name: 'x' });`,
    `${core}wrapGather([() => load(), load]); wrapGather(ids.map((id) => () => load(id))); wrapGather(tasks);`,
    `${core}wrapAsync(makeTask(1)); wrapAsync(load.bind(null, 1)); wrapAsync(lodash.partial(load, 1));`,
    `${core}const taskOf = (id) => () => load(id); wrapAsync(taskOf(1)); wrapGather(ids.map((id) => taskOf(id)));`,
    `${core}function job(id) { return async () => load(id); } wrapAsync(job(1));`,
    `${core}wrapGather([...tasks, , load]); wrapAsync(); wrapGather(ids.map((id) => { return load(id); }));`,
    "import { wrapAsync } from './own.js'; wrapAsync(load());",
  ],
  invalid: [
    {
      name: 'passes a function in place of what is certainly a promise',
      code: `${core}async function load() {} wrapAsync(load());`,
      output: `${core}async function load() {} wrapAsync(() => load());`,
      errors: [promise('wrapAsync')],
    },
    {
      code: `${core}wrapGather([fetch('/a'), new Promise(() => {}), Promise.all([]), x.then(y), import('x')]);`,
      output: `${core}wrapGather([() => fetch('/a'), () => new Promise(() => {}), () => Promise.all([]), () => x.then(y), () => import('x')]);`,
      errors: Array.from({ length: 5 }, () => promise('wrapGather')),
    },
    {
      name: 'suggests it for other calls',
      code: `${core}wrapAsync(load());`,
      errors: [promise('wrapAsync', `${core}wrapAsync(() => load());`)],
    },
    {
      code: `${core}wrapGather(ids.map((id) => db.load(id)));`,
      errors: [promise('wrapGather', `${core}wrapGather(ids.map((id) => () => db.load(id)));`)],
    },
    {
      code: `${core}wrapGather(ids.map(async (id) => { await load(id); }));`,
      output: `${core}wrapGather(ids.map((id) => async () => { await load(id); }));`,
      errors: [promise('wrapGather')],
    },
    {
      code: `${core}wrapGather(ids.map(async function (id) {}));`,
      errors: [promise('wrapGather')],
    },
    {
      code: `${core}const report = fetch('/'); wrapAsync(report);`,
      errors: [promise('wrapAsync')],
    },
    {
      code: `${core}export const f = async () => wrapAsync(load(await id()));`,
      errors: [promise('wrapAsync')],
    },
    {
      code: `${core}const load = () => other(); wrapAsync(load());`,
      errors: [promise('wrapAsync', `${core}const load = () => other(); wrapAsync(() => load());`)],
    },
    {
      ...commonJs,
      code: "const core = require('@aiolocals/core'); core.wrapAsync(Promise.resolve());",
      output: "const core = require('@aiolocals/core'); core.wrapAsync(() => Promise.resolve());",
      errors: [promise('wrapAsync')],
    },
    {
      ...typescript,
      code: `${core}declare function load(): Promise<void>; wrapAsync(load() as never);`,
      errors: [
        promise(
          'wrapAsync',
          `${core}declare function load(): Promise<void>; wrapAsync(() => load() as never);`,
        ),
      ],
    },
  ],
});
