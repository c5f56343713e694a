import { setImmediate as immediate } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Context, Local, request, wrapAsync, wrapGather } from '@aiolocals/core';
import { runsOf } from './support/runs.js';

/**
 * Random trees of contexts, forks, writes and awaits, run against a plain model: state is an object that a fork
 * copies, and the values of factories belong to the context in which the Local started with empty state.
 */

const declared = new Local<{ a: number; b: number; made: { id: number } }>({
  a: 0,
  b: 0,
  made: () => ({ id: ++made }),
});
const open = new Local<Record<string, number>>();
let made = 0;

type Step =
  | { kind: 'set'; attribute: 'id' | 'a' | 'b' | 'made' | 'x' | 'y'; value: number }
  | { kind: 'delete'; attribute: 'x' | 'y' }
  | { kind: 'await' }
  | { kind: 'fresh' | 'child' | 'nothing' | 'task' | 'gather' | 'exit'; steps: readonly Step[] };

const { steps: program } = fc.letrec<{ step: Step; steps: Step[] }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 5 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant('set' as const),
      attribute: fc.constantFrom('id', 'a', 'b', 'made', 'x', 'y'),
      value: fc.integer({ min: 1, max: 99 }),
    }),
    fc.record({ kind: fc.constant('delete' as const), attribute: fc.constantFrom('x', 'y') }),
    fc.record({ kind: fc.constant('await' as const) }),
    fc.record({
      kind: fc.constantFrom('fresh', 'child', 'nothing', 'task', 'gather', 'exit'),
      steps: tie('steps'),
    }),
  ) as fc.Arbitrary<Step>,
}));

/** What a context should hold. `origin` is where a factory's value is kept, which the first read makes. */
interface Model {
  id: string;
  a: number;
  b: number;
  made: { id: number } | undefined;
  open: Record<string, number>;
  origin: { made?: { id: number } };
}

const nothing = (): Model => ({ id: '', a: 0, b: 0, made: undefined, open: {}, origin: {} });
const fork = (model: Model): Model => ({ ...model, open: { ...model.open } });

/** Reads everything, and compares it with the model. */
function check(model: Model | undefined): void {
  if (model === undefined) {
    expect(Context.current()).toBeUndefined();
    return;
  }
  const { made: value } = declared;
  const should = model.made ?? (model.origin.made ??= value);
  expect(value).toBe(should);
  expect({ id: request.id, a: declared.a, b: declared.b, open: { ...open } }).toEqual({
    id: model.id,
    a: model.a,
    b: model.b,
    open: model.open,
  });
}

function set(model: Model, attribute: string, value: number): void {
  if (attribute === 'id') request.id = model.id = String(value);
  else if (attribute === 'a') declared.a = model.a = value;
  else if (attribute === 'b') declared.b = model.b = value;
  else if (attribute === 'made') declared.made = model.made = { id: -value };
  else open[attribute] = model.open[attribute] = value;
}

async function run(
  steps: readonly Step[],
  model: Model | undefined,
  quiet: boolean,
): Promise<void> {
  const background: Promise<unknown>[] = [];
  for (const step of steps) {
    if (!quiet) check(model);
    if (step.kind === 'await') await immediate();
    else if (step.kind === 'set') {
      if (model !== undefined) set(model, step.attribute, step.value);
    } else if (step.kind === 'delete') {
      if (model === undefined) continue;
      delete open[step.attribute];
      delete model.open[step.attribute];
    } else {
      const inner = step.steps;
      const start = model === undefined ? nothing() : fork(model);
      const second = model === undefined ? nothing() : fork(model);
      const go = (): Promise<void> => run(inner, start, quiet);
      if (step.kind === 'child') background.push(new Context().run(go));
      else if (step.kind === 'nothing')
        background.push(new Context({ parent: null }).run(() => run(inner, nothing(), quiet)));
      else if (step.kind === 'exit')
        background.push(Context.exit(() => run(inner, undefined, quiet)));
      else if (step.kind === 'task') background.push(wrapAsync(go));
      else if (step.kind === 'gather') {
        background.push(wrapGather([go, () => run(inner, second, quiet)]));
      } else {
        const fresh: Model = { ...start, a: 0, b: 0, made: undefined, origin: {} };
        background.push(new Context({ locals: [declared] }).run(() => run(inner, fresh, quiet)));
      }
    }
  }
  await Promise.all(background);
  check(model);
}

test.for([
  ['after every step', false],
  ['at the end of every context only', true],
] as const)(
  'every read agrees with a plain model, read %s',
  { tags: 'outside' },
  async ([, quiet]) => {
    await fc.assert(
      fc.asyncProperty(program, async (steps) => {
        await run(steps, undefined, quiet);
        await new Context().run(() => run(steps, nothing(), quiet));
        expect(Context.current()).toBeUndefined();
      }),
      { numRuns: runsOf(1_000) },
    );
  },
);
