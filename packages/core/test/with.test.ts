import { setImmediate as immediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bind,
  Context,
  Local,
  NoContextError,
  request,
  wrapAsync,
  wrapGather,
  wrapGenerator,
} from '@aiolocals/core';
import { contextFrom, currentFrame, takeSnapshot } from '@aiolocals/core/carrier';
import { runsOf } from './support/runs.js';

const flags = new Local<{ dryRun: boolean; depth: number; made: string[] }>({
  dryRun: false,
  depth: 0,
  made: () => [],
});
const bag = new Local<Record<string | symbol, unknown>>();
const travelling = Local.for<{ tenant: string }>('test.with', { tenant: '' });

const inContext = <Result>(fn: (context: Context) => Result): Result => {
  const context = new Context({ parent: null });
  return context.run(() => fn(context));
};

describe('Local.with', () => {
  test('gives other values to the function and to what it starts, and to nothing else', async () => {
    await inContext(async () => {
      const seen: unknown[] = [];
      const look = (): number => seen.push([flags.dryRun, flags.depth, bag['x']]);
      flags.depth = 1;
      bag['x'] = 'outside';
      const inner = Local.with(flags, { dryRun: true }, async () => {
        look();
        Local.with(bag, { x: 'inside' }, look);
        setImmediate(look);
        await immediate();
        look();
        return 'result';
      });
      look();
      expect(await inner).toBe('result');
      look();
      expect(seen).toEqual([
        [true, 1, 'outside'],
        [true, 1, 'inside'],
        [false, 1, 'outside'],
        [true, 1, 'outside'],
        [true, 1, 'outside'],
        [false, 1, 'outside'],
      ]);
    });
  });

  test('passes arguments, results and throws through', () => {
    inContext(() => {
      expect(Local.with(flags, {}, (a: number, b: string) => `${a}${b}`, 1, 'x')).toBe('1x');
      expect(() =>
        Local.with(flags, { dryRun: true }, () => {
          throw new Error('inside');
        }),
      ).toThrow('inside');
      expect(flags.dryRun).toBe(false);
    });
  });

  test('stays in the same context: identity, ident, lifetime, events', async () => {
    const { channel } = await import('node:diagnostics_channel');
    let events = 0;
    const count = (): number => (events += 1);
    channel('aiolocals:context:open').subscribe(count);
    channel('aiolocals:context:close').subscribe(count);
    await inContext(async (context) => {
      events = 0;
      await Local.with(flags, { dryRun: true }, async () => {
        expect(Context.current()).toBe(context);
        await immediate();
        expect(Context.current()).toBe(context);
        expect(events).toBe(0);
        context.cancel('stop');
        expect(Context.current()?.cancelled).toBe(true);
        expect(context.closed).toBe(false);
        expect(new Context().ident).toBe(`${context.ident}/1`);
      });
    });
    channel('aiolocals:context:open').unsubscribe(count);
    channel('aiolocals:context:close').unsubscribe(count);
  });

  test('keeps assignments to what it replaced, and lets all others reach the context', () => {
    inContext(() => {
      request.id = 'before';
      Local.with(flags, { depth: 1 }, () => {
        flags.depth = 2;
        flags.dryRun = true;
        request.id = 'after';
        request.path = '/after';
        bag['new'] = 'kept';
        flags.made.push('shared');
        expect([flags.depth, flags.dryRun, request.id, request.path, bag['new']]).toEqual([
          2,
          true,
          'after',
          '/after',
          'kept',
        ]);
      });
      expect([flags.depth, flags.dryRun, request.id, request.path, bag['new'], flags.made]).toEqual(
        [0, true, 'after', '/after', 'kept', ['shared']],
      );
    });
  });

  test('sees what is assigned outside meanwhile, of all that it did not replace', async () => {
    await inContext(async (context) => {
      const inside = Local.with(flags, { depth: 1 }, async () => {
        await immediate();
        return [flags.depth, flags.dryRun, request.id, bag['x'], 'x' in bag];
      });
      context.enter(() => {
        flags.depth = 9;
        flags.dryRun = true;
        request.id = 'outside';
        bag['x'] = 1;
      });
      expect(await inside).toEqual([1, true, 'outside', 1, true]);
    });
  });

  test('replaces the id and the path of the request', () => {
    inContext((context) => {
      request.id = 'a1';
      Local.with(request, { id: 'batch', path: '/batch' }, () => {
        expect({ ...request }).toEqual({ id: 'batch', path: '/batch' });
        request.id = 'batch 2';
        request.path = '/batch 2';
        expect([request.id, request.path]).toEqual(['batch 2', '/batch 2']);
        expect(new Context().run(() => [request.id, request.path])).toEqual([
          'batch 2',
          '/batch 2',
        ]);
        expect(context.enter(() => request.id)).toBe('a1');
      });
      expect([request.id, request.path]).toEqual(['a1', '']);
    });
  });

  test('replaces attributes of an open Local, deletes those that it replaced, and shows all', () => {
    const symbol = Symbol('attribute');
    inContext(() => {
      Object.assign(bag, { a: 1, b: 2 });
      Local.with(bag, { b: 3, c: 4, [symbol]: 5 }, () => {
        expect({ ...bag }).toEqual({ a: 1, b: 3, c: 4, [symbol]: 5 });
        delete bag['b'];
        delete bag['a'];
        delete bag['none'];
        bag['c'] = 6;
        expect([bag['b'], 'b' in bag, { ...bag }]).toEqual([
          undefined,
          false,
          { c: 6, [symbol]: 5 },
        ]);
        expect(Local.peek(bag)).toEqual({ c: 6, [symbol]: 5 });
      });
      expect({ ...bag }).toEqual({ b: 2 });
    });
  });

  test('takes what an object has itself, and nothing that it inherits', () => {
    inContext(() => {
      bag['x'] = 'outside';
      expect(Local.with(bag, Object.create({ x: 'inherited' }), () => bag['x'])).toBe('outside');
    });
  });

  test('nests: the inner one replaces, and shares what it leaves with the outer one', () => {
    inContext(() => {
      Local.with(flags, { dryRun: true, depth: 1 }, () => {
        Local.with(bag, { x: 1, y: 1 }, () => {
          Local.with(flags, { depth: 2 }, () => {
            Local.with(bag, { y: 2 }, () => {
              expect([flags.dryRun, flags.depth, bag['x'], bag['y']]).toEqual([true, 2, 1, 2]);
              flags.dryRun = false;
              bag['x'] = 'changed';
            });
          });
          expect([flags.dryRun, flags.depth, bag['x'], bag['y']]).toEqual([false, 1, 'changed', 1]);
        });
      });
      expect([flags.dryRun, flags.depth, { ...bag }]).toEqual([false, 0, {}]);
    });
  });

  test('reaches child contexts, tasks, generators and bound functions as their start', async () => {
    await inContext(async (context) => {
      bag['b'] = 'outside';
      await Local.with(bag, { a: 'inside' }, () =>
        Local.with(flags, { dryRun: true, made: ['made'] }, async () => {
          const look = (): unknown[] => [flags.dryRun, flags.made, { ...bag }];
          const expected = [true, ['made'], { a: 'inside', b: 'outside' }];
          const child = new Context();
          expect([child.run(look), child.root]).toEqual([expected, context]);
          expect(new Context({ parent: context }).run(look)).toEqual(expected);
          expect(context.fork().enter(look)).toEqual(expected);
          expect(await wrapAsync(async () => look())).toEqual(expected);
          expect(await wrapGather([look, async () => look()])).toEqual([expected, expected]);
          const bound = bind(look);
          const generator = wrapGenerator(function* steps() {
            yield look();
          })();
          Context.exit(() => {
            expect(bound()).toEqual(expected);
            expect(generator.next().value).toEqual(expected);
          });
        }),
      );
    });
  });

  test('is left by code that names another context, or enters the context itself', () => {
    inContext((context) => {
      Local.with(flags, { dryRun: true }, () => {
        const other = new Context({ parent: null });
        expect(other.run(() => flags.dryRun)).toBe(false);
        expect(new Context({ parent: other }).run(() => flags.dryRun)).toBe(false);
        expect(context.enter(() => flags.dryRun)).toBe(false);
        expect(context.bind(() => flags.dryRun)()).toBe(false);
        expect(bind(() => flags.dryRun, context)()).toBe(false);
        expect(Context.exit(() => Context.current())).toBeUndefined();
      });
    });
  });

  test('travels in snapshots that are taken inside it', () => {
    inContext((context) => {
      travelling.tenant = 'outside';
      const tenantOf = (): string =>
        contextFrom(takeSnapshot(context)).run(() => travelling.tenant);
      expect(Local.with(travelling, { tenant: 'inside' }, tenantOf)).toBe('inside');
      expect(Local.with(bag, { x: 1 }, tenantOf)).toBe('outside');
      expect(tenantOf()).toBe('outside');
    });
  });

  test('can be entered again by its frame', { tags: 'outside' }, () => {
    inContext((context) => {
      const frame = Local.with(flags, { dryRun: true }, () => currentFrame());
      expect(frame?.enter(() => [flags.dryRun, Context.current()])).toEqual([true, context]);
      expect(currentFrame()).toBe(context);
    });
    expect(currentFrame()).toBeUndefined();
  });

  test('does not keep the frames in memory that it was called in, one inside the other', async () => {
    await inContext(async () => {
      let left = 20_000;
      let finish = (): void => {};
      const finished = new Promise<void>((resolve) => {
        finish = resolve;
      });
      const refs: WeakRef<object>[] = [];
      const step = async (): Promise<void> => {
        await immediate();
        if (left % 1_000 === 0) refs.push(new WeakRef(currentFrame() as object));
        left -= 1;
        if (left === 0) finish();
        else setImmediate(() => void Local.with(flags, { depth: left }, step));
      };
      await step();
      await finished;
      for (let round = 0; round < 3; round += 1) {
        await immediate();
        globalThis.gc?.();
      }
      expect(refs.filter((ref) => ref.deref() !== undefined).length).toBeLessThan(3);
    });
  });

  test('works in a closed context, for stragglers', () => {
    const context = new Context();
    context.run(() => {});
    expect(context.enter(() => Local.with(flags, { depth: 3 }, () => flags.depth))).toBe(3);
  });

  test(
    'refuses what is undeclared, what is no Local, and to run outside any context',
    { tags: 'outside' },
    () => {
      const outside = (): unknown => Local.with(flags, { dryRun: true }, () => 1);
      expect(outside).toThrow(NoContextError);
      expect(outside).toThrow('Cannot set `dryRun` of Local `Local#');
      expect(() => Local.with(bag, {}, () => 1)).toThrow(NoContextError);
      inContext(() => {
        expect(() => Local.with(flags, { dryrun: true } as object, () => 1)).toThrow(
          /Cannot set `dryrun` of Local `Local#\d+`: it declares `dryRun`, `depth`, `made`/,
        );
        expect(() => Local.with({}, {}, () => 1)).toThrow('Expected `local` to be a Local');
        for (const wrong of [
          null,
          [],
          new Map([['dryRun', true]]),
          new Date(),
          Promise.resolve({}),
        ])
          expect(() => Local.with(flags, wrong as never, () => 1)).toThrow(
            'Expected `changes` to be an object that names each attribute with its value, got ',
          );
        expect(() => Local.with(flags, {}, 'fn' as never)).toThrow(
          'Expected `fn` to be a function',
        );
      });
    },
  );
});

type Step =
  | { kind: 'set'; attribute: string; value: number }
  | { kind: 'delete'; attribute: string }
  | { kind: 'with'; attributes: string[]; value: number; steps: Step[] }
  | { kind: 'enter' | 'child'; steps: Step[] };

const names = ['id', 'depth', 'x', 'y'];
const { steps: program } = fc.letrec<{ step: Step; steps: Step[] }>((tie) => ({
  steps: fc.array(tie('step'), { maxLength: 5 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({
      kind: fc.constant('set' as const),
      attribute: fc.constantFrom(...names),
      value: fc.integer({ min: 1, max: 99 }),
    }),
    fc.record({ kind: fc.constant('delete' as const), attribute: fc.constantFrom('x', 'y') }),
    fc.record({
      kind: fc.constant('with' as const),
      attributes: fc.subarray(names, { minLength: 1 }),
      value: fc.integer({ min: 100, max: 199 }),
      steps: tie('steps'),
    }),
    fc.record({ kind: fc.constantFrom('enter' as const, 'child' as const), steps: tie('steps') }),
  ) as fc.Arbitrary<Step>,
}));

/** Where each attribute is kept: boxes that frames replace and share. */
type Boxes = Record<string, { value: unknown }>;

/** What code sees, and what the context itself holds. */
interface View {
  readonly boxes: Boxes;
  readonly own: Boxes;
}

test('Local.with agrees with a plain model of boxes', () => {
  const readAll = (): unknown[] => [
    request.id,
    flags.depth,
    bag['x'],
    bag['y'],
    Object.keys(bag).toSorted(),
  ];
  const modelAll = (boxes: Boxes): unknown[] => [
    ...names.map((name) => boxes[name]?.value),
    ['x', 'y'].filter((name) => boxes[name]?.value !== undefined),
  ];
  const set = (name: string, value: number): void => {
    if (name === 'id') request.id = String(value);
    else if (name === 'depth') flags.depth = value;
    else bag[name] = value;
  };
  const valueOf = (name: string, value: number): unknown => (name === 'id' ? String(value) : value);
  const play = (steps: readonly Step[], { boxes, own }: View): void => {
    for (const step of steps) {
      expect(readAll()).toEqual(modelAll(boxes));
      if (step.kind === 'set') {
        set(step.attribute, step.value);
        (boxes[step.attribute] as { value: unknown }).value = valueOf(step.attribute, step.value);
      } else if (step.kind === 'delete') {
        delete bag[step.attribute];
        (boxes[step.attribute] as { value: unknown }).value = undefined;
      } else if (step.kind === 'with') {
        const inner = { ...boxes };
        let go = (): void => play(step.steps, { boxes: inner, own });
        for (const name of step.attributes) {
          const outer = go;
          const value = valueOf(name, step.value);
          inner[name] = { value };
          const local: object = name === 'id' ? request : name === 'depth' ? flags : bag;
          go = (): void => Local.with(local, { [name]: value }, outer);
        }
        go();
      } else if (step.kind === 'enter') {
        Context.current()?.enter(() => play(step.steps, { boxes: own, own }));
      } else {
        const copy = Object.fromEntries(
          Object.entries(boxes).map(([name, { value }]) => [name, { value }]),
        );
        new Context().run(() => play(step.steps, { boxes: copy, own: copy }));
      }
    }
    expect(readAll()).toEqual(modelAll(boxes));
  };
  fc.assert(
    fc.property(program, (steps) => {
      const boxes: Boxes = {
        id: { value: '' },
        depth: { value: 0 },
        x: { value: undefined },
        y: { value: undefined },
      };
      inContext(() => play(steps, { boxes, own: boxes }));
    }),
    { numRuns: runsOf(2_000) },
  );
});
