import { EventEmitter } from 'node:events';
import { setImmediate as immediate } from 'node:timers/promises';
import { bindEmitter, Context, Local, request, wrapAsync, wrapGather } from '@aiolocals/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runsOf } from '../../fuzz-runs.js';

/**
 * Random programs of everything that a context can do, run against a plain model: an object of values that each unit of
 * work copies, and a set of units that are cancelled. What has a model of its own in the tests of core is here together
 * with all the rest.
 */

const values = new Local<{ a: number; b: number }>({ a: 0, b: 0 });
const bag = new Local<Record<string, unknown>>();

type Name = 'a' | 'b' | 'x';
type Step =
  | { readonly kind: 'set'; readonly name: Name; readonly value: number }
  | { readonly kind: 'await' | 'throw' | 'cancel' | 'emit' }
  | { readonly kind: 'with'; readonly value: number; readonly steps: readonly Step[] }
  | {
      readonly kind:
        | 'run'
        | 'nothing'
        | 'task'
        | 'gather'
        | 'fork'
        | 'exit'
        | 'detached'
        | 'listen';
      readonly steps: readonly Step[];
    };

const { steps: program } = fc.letrec<{ step: Step; steps: Step[] }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 5 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant('set' as const),
      name: fc.constantFrom('a', 'b', 'x'),
      value: fc.integer({ min: 1, max: 99 }),
    }),
    fc.record({ kind: fc.constantFrom('await', 'await', 'throw', 'cancel', 'emit') }),
    fc.record({
      kind: fc.constant('with' as const),
      value: fc.integer({ min: 100, max: 199 }),
      steps: tie('steps'),
    }),
    fc.record({
      kind: fc.constantFrom(
        'run',
        'nothing',
        'task',
        'gather',
        'fork',
        'exit',
        'detached',
        'listen',
      ),
      steps: tie('steps'),
    }),
  ) as fc.Arbitrary<Step>,
}));

/** A unit of work in the model. */
interface Unit {
  readonly id: string;
  values: Record<Name, number>;
  /** What `Local.with` holds instead. */
  readonly held: { a: number } | undefined;
  readonly life: Life;
}

/** What cancellation reaches: the open children of an open unit. */
interface Life {
  readonly parent: Life | undefined;
  isOpen: boolean;
  isCancelled: boolean;
  readonly children: Life[];
}

class Thrown extends Error {}

function lifeWithin(parent: Life | undefined): Life {
  const life: Life = { parent, isOpen: true, isCancelled: false, children: [] };
  if (parent?.isOpen === true) {
    parent.children.push(life);
    life.isCancelled = parent.isCancelled;
  }
  return life;
}

function cancel(life: Life): void {
  if (life.isCancelled) return;
  life.isCancelled = true;
  if (life.isOpen) life.children.filter(({ isOpen }) => isOpen).forEach(cancel);
}

const visible = ({ values: own, held }: Unit): Record<Name, number> => ({ ...own, ...held });
const childOf = (unit: Unit | undefined, life: Life): Unit =>
  unit === undefined ? fresh(life) : { id: unit.id, values: visible(unit), held: undefined, life };
let ids = 0;
const fresh = (life: Life): Unit => ({
  id: '',
  values: { a: 0, b: 0, x: 0 },
  held: undefined,
  life,
});

function check(unit: Unit | undefined): void {
  if (unit === undefined) {
    expect([Context.current(), Local.peek(values)]).toEqual([undefined, undefined]);
    return;
  }
  const seen = { id: request.id, a: values.a, b: values.b, x: (bag['x'] ?? 0) as number };
  expect(seen).toEqual({ id: unit.id, ...visible(unit) });
  expect(Context.current()?.cancelled).toBe(unit.life.isCancelled);
}

function set(unit: Unit, name: Name, value: number): void {
  if (name === 'a' && unit.held !== undefined) unit.held.a = value;
  else unit.values[name] = value;
  if (name === 'x') bag['x'] = value;
  else values[name] = value;
}

class Run {
  /** Listeners of all units, on one emitter: any unit may emit. */
  readonly emitter = new EventEmitter();
  readonly started: Promise<unknown>[] = [];

  constructor() {
    bindEmitter(this.emitter);
    this.emitter.setMaxListeners(0);
  }

  async steps(steps: readonly Step[], unit: Unit | undefined): Promise<void> {
    for (const step of steps) {
      check(unit);
      await this.step(step, unit);
    }
    check(unit);
  }

  async step(step: Step, unit: Unit | undefined): Promise<void> {
    switch (step.kind) {
      case 'await':
        await immediate();
        return;
      case 'throw':
        throw new Thrown();
      case 'emit':
        this.emitter.emit('event');
        return;
      case 'set':
        if (unit !== undefined) set(unit, step.name, step.value);
        return;
      case 'cancel':
        if (unit === undefined) return;
        // A context ends a few microtasks after the work in it, and the model at once. Nothing is between the two here.
        await immediate();
        Context.current()?.cancel(new Thrown());
        cancel(unit.life);
        return;
      case 'listen':
        // Not awaited: an emitter waits for nobody.
        this.emitter.once('event', () => this.keep(this.steps(onlySync(step.steps), unit)));
        return;
      case 'with':
        await this.with(step.value, step.steps, unit);
        return;
      default:
        await this.inner(step.kind, step.steps, unit);
    }
  }

  async with(value: number, steps: readonly Step[], unit: Unit | undefined): Promise<void> {
    if (unit === undefined) return;
    // What is written to other attributes within is written outside too.
    const within: Unit = { id: unit.id, values: unit.values, held: { a: value }, life: unit.life };
    await settled(Local.with(values, { a: value }, () => this.steps(steps, within)));
  }

  async inner(
    kind: Exclude<Step['kind'], 'set' | 'await' | 'throw' | 'cancel' | 'emit' | 'listen' | 'with'>,
    steps: readonly Step[],
    unit: Unit | undefined,
  ): Promise<void> {
    const isApart = kind === 'nothing' || kind === 'detached';
    const life = lifeWithin(isApart ? undefined : unit?.life);
    const child = kind === 'nothing' ? fresh(life) : childOf(unit, life);
    const go = async (): Promise<void> => {
      if (kind === 'nothing') request.id = (child as { id: string }).id = `unit-${++ids}`;
      await this.steps(steps, child);
    };
    const done = (): void => {
      life.isOpen = false;
    };
    if (kind === 'exit') await settled(Context.exit(() => this.steps(steps, undefined)));
    else if (kind === 'task') {
      this.keep(wrapAsync(async () => await go().finally(done)));
    } else if (kind === 'gather') await this.gather(go, done, steps, unit);
    else if (kind === 'fork') {
      const fork = Context.current()?.fork();
      // It stays open as long as what it was forked from.
      if (fork !== undefined) await settled(fork.enter(go));
    } else {
      const options = kind === 'nothing' ? { parent: null } : { detached: kind === 'detached' };
      await settled(new Context(options).run(async () => await go().finally(done)));
    }
  }

  /** Two tasks that end independently, so that the model need not say which fails first. */
  async gather(
    go: () => Promise<void>,
    done: () => void,
    steps: readonly Step[],
    unit: Unit | undefined,
  ): Promise<void> {
    const life = lifeWithin(unit?.life);
    const second = childOf(unit, life);
    const other = async (): Promise<void> => {
      await this.steps(steps, second).finally(() => {
        life.isOpen = false;
      });
    };
    if (unit?.life.isCancelled === true && !unit.life.isOpen) return;
    const tasks = [async (): Promise<void> => await go().finally(done), other];
    for (const result of await wrapGather(tasks, { returnExceptions: true }))
      if (result.status === 'rejected' && !(result.reason instanceof Thrown)) throw result.reason;
  }

  keep(promise: Promise<unknown>): void {
    this.started.push(settled(promise));
  }
}

/** A listener runs while its emitter waits: it may do only what ends at once. */
function onlySync(steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ kind }) => kind === 'set');
}

async function settled(promise: Promise<unknown>): Promise<void> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
  }
}

test('programs of contexts, tasks, gathers, cancels, forks, Local.with, emitters and throws agree with a model', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (steps) => {
      const run = new Run();
      const life = lifeWithin(undefined);
      await new Context({ parent: null }).run(async () => {
        await settled(run.steps(steps, fresh(life)));
      });
      // Tasks start others.
      for (const promise of run.started) await promise;
      expect(Context.current()).toBeUndefined();
    }),
    { numRuns: runsOf(1_500) },
  );
});
