import { setImmediate as immediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Context, jobContext, wrapAsync, wrapGather } from '@aiolocals/core';
import { collect } from './support/garbage.js';
import { runsOf } from './support/runs.js';

const current = (): Context => Context.current() as Context;

/** Makes a context inside `parent`, and closes it. */
function closedIn(parent: Context): Context {
  const context = new Context({ parent });
  context.run(() => {});
  return context;
}

describe('root', () => {
  test.for([
    ['was made outside any', () => new Context()],
    ['has the parent null', () => new Context().run(() => new Context({ parent: null }))],
    ['is a job', () => new Context().run(() => jobContext('job', current))],
    ['was given an ident', () => new Context({ ident: 'x' })],
  ] as const)('is the context itself if that %s', ([, make]) => {
    const context = make();
    expect(context.root).toBe(context);
  });

  test('is the outermost context for a child, a child of a child and a task', async () => {
    const context = new Context();
    await context.run(async () => {
      const child = new Context({ ident: 'own', name: 'child' });
      expect(child.root).toBe(context);
      expect(child.run(() => new Context().root)).toBe(context);
      expect(await wrapAsync(() => current().root)).toBe(context);
      expect(await wrapGather([() => current().root])).toEqual([context]);
    });
  });

  test('of a detached context is that of its parent, whose unit of work it belongs to', () => {
    const context = new Context();
    const detached = new Context({ parent: context, detached: true });
    expect([detached.root, new Context({ parent: detached }).root]).toEqual([context, context]);
  });

  test('of a closed context stays the same until nothing of the unit of work is open', async () => {
    const root = new Context();
    const seen: unknown[] = [];
    const [task, closed] = root.run(() => {
      const child = closedIn(root);
      seen.push(child.root);
      return [
        wrapAsync(async () => {
          await immediate();
          // The root has closed, and its task has not.
          const late = new Context({ parent: child });
          seen.push(root.closed, current().root, child.root, late.root);
        }),
        child,
      ];
    });
    await task;
    expect(seen).toEqual([root, true, root, root, root]);
    expect([closed.root, root.root]).toEqual([closed, root]);
  });

  test('of a context that runs after everything else has closed is what it was when it was made', () => {
    const root = new Context();
    const [first, second] = [new Context({ parent: root }), new Context({ parent: root })];
    root.run(() => {});
    first.run(() => {
      expect([first.root, second.root]).toEqual([root, root]);
    });
    expect([first.root, second.root]).toEqual([first, root]);
    second.run(() => {
      expect([first.root, second.root]).toEqual([root, root]);
    });
  });

  test('is kept in memory by an open descendant', async () => {
    const ref: WeakRef<Context>[] = [];
    const open = ((): Context => {
      const root = new Context({ ident: 'root' });
      ref.push(new WeakRef(root));
      return root.run(() => new Context());
    })();
    await collect();
    expect(open.root.ident).toBe('root');
    expect(ref[0]?.deref()).toBe(open.root);
  });

  test.for([
    ['its child', (root: Context) => closedIn(root)],
    ['the child of its child', (root: Context) => closedIn(closedIn(root))],
    [
      'its detached child',
      (root: Context) => {
        const child = new Context({ parent: root, detached: true });
        child.run(() => {});
        return child;
      },
    ],
  ] as const)('is not kept in memory by %s when all have closed', async ([, make]) => {
    const refs: WeakRef<Context>[] = [];
    const closed = ((): Context => {
      const root = new Context();
      refs.push(new WeakRef(root));
      return root.run(() => make(root));
    })();
    await collect();
    expect(refs[0]?.deref()).toBeUndefined();
    expect(closed.root).toBe(closed);
    const child = new Context({ parent: closed });
    expect(child.root).toBe(closed);
    expect(child.isWithin(closed)).toBe(true);
  });

  test('keeps none of the contexts in between in memory', async () => {
    const refs: WeakRef<Context>[] = [];
    const innermost = ((): Context => {
      let last = new Context();
      for (let depth = 0; depth < 20; depth += 1) {
        refs.push(new WeakRef(last));
        last = new Context({ parent: last });
      }
      return last;
    })();
    await collect();
    const alive = refs.map((ref) => ref.deref()).filter((context) => context !== undefined);
    expect(alive).toEqual([innermost.root]);
  });
});

describe('isWithin', () => {
  test('knows each context that is open around it, however many there are', () => {
    const around: Context[] = [];
    let unknown = -1;
    const open = (left: number): void => {
      const context = new Context();
      around.push(context);
      context.run(() => {
        if (left > 0) open(left - 1);
        else unknown = around.filter((each) => !context.isWithin(each)).length;
      });
    };
    open(600);
    expect([around.length, unknown]).toEqual([601, 0]);
  });

  test('refuses what is no context', () => {
    expect(() => new Context().isWithin({} as Context)).toThrow(
      'Expected `other` to be a Context, got an object',
    );
  });

  test('is true for the context itself, and false for another, its child and its sibling', () => {
    const context = new Context();
    const [child, sibling] = [new Context({ parent: context }), new Context({ parent: context })];
    expect(context.isWithin(context)).toBe(true);
    expect(context.isWithin(new Context())).toBe(false);
    expect([child.isWithin(context), context.isWithin(child)]).toEqual([true, false]);
    expect([child.isWithin(sibling), sibling.isWithin(child)]).toEqual([false, false]);
  });

  test('is true for a child that has closed, and for one of a context that has', async () => {
    const context = new Context();
    const child = closedIn(context);
    const grandchild = closedIn(child);
    context.run(() => {});
    expect(grandchild.isWithin(child)).toBe(true);
    expect(grandchild.isWithin(context)).toBe(true);
    await grandchild.enter(() =>
      wrapAsync(async () => {
        await immediate();
        expect(current().isWithin(grandchild)).toBe(true);
        expect(current().isWithin(context)).toBe(true);
      }),
    );
  });

  test('is false across a detached context, and true inside of it', () => {
    const context = new Context();
    const detached = new Context({ parent: context, detached: true });
    const inner = new Context({ parent: detached });
    expect([detached.isWithin(context), inner.isWithin(context)]).toEqual([false, false]);
    expect([detached.isWithin(detached), inner.isWithin(detached)]).toEqual([true, true]);
  });

  test('finds each of 3,000 open ancestors', async () => {
    const ancestors = [new Context()];
    let finish!: () => void;
    const gate = new Promise<void>((resolve) => {
      finish = resolve;
    });
    for (let depth = 1; depth < 3_000; depth += 1) {
      const parent = ancestors.at(-1) as Context;
      ancestors.push(new Context({ parent }));
      void parent.run(() => gate);
    }
    const last = ancestors.at(-1) as Context;
    expect(ancestors.filter((ancestor) => last.isWithin(ancestor))).toHaveLength(3_000);
    finish();
    await gate;
  });

  test('of a long chain of closed contexts finds the root, the open ones and the 100 nearest', () => {
    const root = new Context();
    const chain = [root];
    const add = (count: number): void => {
      for (let index = 0; index < count; index += 1) chain.push(closedIn(chain.at(-1) as Context));
    };
    root.run(() => {
      add(1_000);
      const open = new Context({ parent: chain.at(-1) as Context });
      chain.push(open);
      open.run(() => {
        add(1_000);
        const last = chain.at(-1) as Context;
        expect(chain.slice(-101).every((context) => last.isWithin(context))).toBe(true);
        expect(last.isWithin(open)).toBe(true);
        expect(last.isWithin(root)).toBe(true);
        expect(last.root).toBe(root);
        // A forgotten ancestor is not taken for another one.
        expect(chain.slice(1, 1_000).some((context) => last.isWithin(context))).toBe(false);
      });
    });
  });
});

/** What a plain model knows of a context: all of its ancestors, forever. */
interface Node {
  readonly context: Context;
  readonly parent: Node | undefined;
  readonly detached: boolean;
  /** What its root was when it was made. */
  readonly root: Node | undefined;
  phase: 'new' | 'open' | 'closed';
  finish?: () => void;
}

const isWithin = (node: Node, other: Node): boolean =>
  node === other || (node.parent !== undefined && !node.detached && isWithin(node.parent, other));

/** A closed context answers its root while something of the unit of work is open. */
function rootOf(node: Node, nodes: readonly Node[]): Node {
  const { root = node } = node;
  const isAlive = nodes.some((each) => each.phase === 'open' && (each.root ?? each) === root);
  return node.phase === 'closed' && !isAlive ? node : root;
}

const index = fc.nat({ max: 30 });
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('child' as const), at: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('detach' as const), at: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('nothing' as const), at: index }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), at: index }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('close' as const), at: index }) },
);

test('root and isWithin agree with a plain model, whatever is open or closed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
      const nodes: Node[] = [];
      const make = (parent: Node | undefined, detached: boolean): void => {
        nodes.push({
          context: new Context({ parent: parent?.context ?? null, detached }),
          parent,
          detached,
          root: parent === undefined ? undefined : rootOf(parent, nodes),
          phase: 'new',
        });
      };
      make(undefined, false);
      for (const { kind, at } of operations) {
        const node = nodes[at % nodes.length] as Node;
        if (kind === 'child') make(node, false);
        else if (kind === 'detach') make(node, true);
        else if (kind === 'nothing') make(undefined, false);
        else if (kind === 'run' && node.phase === 'new') {
          node.phase = 'open';
          const gate = new Promise<void>((resolve) => {
            node.finish = resolve;
          });
          void node.context.run(() => gate);
        } else if (kind === 'close' && node.phase === 'open') {
          node.phase = 'closed';
          node.finish?.();
          await immediate();
        }
        expect(nodes.map(({ context }) => context.root)).toEqual(
          nodes.map((each) => rootOf(each, nodes).context),
        );
      }
      expect(
        nodes.map(({ context }) => nodes.map((other) => context.isWithin(other.context))),
      ).toEqual(nodes.map((each) => nodes.map((other) => isWithin(each, other))));
      for (const { finish } of nodes) finish?.();
    }),
    { numRuns: runsOf(1_000) },
  );
});
