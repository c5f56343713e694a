import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Context } from '@aiolocals/core';
import { runsOf } from './support/runs.js';

/** A context that stays open until it is closed, and what a plain model says of it. */
interface Node {
  readonly context: Context;
  readonly close: () => Promise<void>;
  readonly children: Node[];
  open: boolean;
  cancelled: boolean;
}

function opened(parent: Node | undefined, detached: boolean): Node {
  const context = new Context({ parent: parent?.context ?? null, detached });
  let finish!: () => void;
  const done = context.run(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const node: Node = {
    context,
    close: async () => {
      finish();
      await done;
    },
    children: [],
    open: true,
    cancelled: false,
  };
  if (parent?.open === true && !detached) {
    parent.children.push(node);
    node.cancelled = parent.cancelled;
  }
  return node;
}

/** Cancellation reaches the open children of an open context, and theirs. */
function cancelInModel(node: Node): void {
  if (node.cancelled) return;
  node.cancelled = true;
  if (node.open) node.children.filter(({ open }) => open).forEach(cancelInModel);
}

const index = fc.nat({ max: 30 });
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('open' as const), at: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('detach' as const), at: index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), at: index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('close' as const), at: index }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('poll' as const), at: index }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('watch' as const), at: index }) },
);

test('cancellation flows as in a plain model, whatever is read and when', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 40 }), async (operations) => {
      const nodes = [opened(undefined, false)];
      /** What was seen on the way, and what the model said. */
      const seen: [boolean, boolean][] = [];
      for (const { kind, at } of operations) {
        const node = nodes[at % nodes.length] as Node;
        if (kind === 'open' || kind === 'detach') nodes.push(opened(node, kind === 'detach'));
        else if (kind === 'cancel') {
          node.context.cancel('reason');
          cancelInModel(node);
        } else if (kind === 'close') {
          node.open = false;
          await node.close();
        } else if (kind === 'poll') seen.push([node.context.cancelled, node.cancelled]);
        else seen.push([node.context.signal.aborted, node.cancelled]);
      }
      for (const { context, cancelled } of nodes) {
        seen.push([context.cancelled, cancelled], [context.signal.aborted, cancelled]);
      }
      expect(seen.map(([real]) => real)).toEqual(seen.map(([, model]) => model));
      await Promise.all(nodes.map(({ close }) => close()));
    }),
    { numRuns: runsOf(2_000) },
  );
});
