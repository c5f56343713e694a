import { describe, expect, test } from 'vitest';
import { runCase, type Adapter, type ContractCase, type Limit, type Row } from '@aiolocals/testing';

declare module 'vitest' {
  interface TaskMeta {
    /** The row of the table for this test. */
    row?: Row;
  }
}

/** Registers a test for each case on each adapter that it can occur on. */
export function testContract<Mount>(
  adapters: readonly Adapter<Mount>[],
  cases: readonly ContractCase<Mount>[],
): void {
  describe.each(adapters)('$name keeps the context', (adapter) => {
    const own = cases.filter(({ on }) => on?.(adapter) !== false);
    test.for(own)('$name', async (contractCase, { task }) => {
      const tally = await runCase(adapter, contractCase);
      task.meta.row = { adapter: adapter.name, case: contractCase.name, ...tally };
      expect(tally).toMatchObject({ none: 0, foreign: 0, missing: 0 });
    });
  });
}

/** Registers tests for each limit on each adapter: that the limit exists, and that the remedy works. */
export function testLimits<Mount>(
  adapters: readonly Adapter<Mount>[],
  limits: readonly Limit<Mount>[],
): void {
  describe.each(adapters)('$name cannot reach, without the remedy,', (adapter) => {
    test.each(limits)('$row', async (limit) => {
      const without = await runCase(adapter, limit.without);
      expect(without.missing).toBe(0);
      expect(without.none + without.foreign).toBeGreaterThan(0);
      const remedied = await runCase(adapter, limit.with);
      expect(remedied).toMatchObject({ none: 0, foreign: 0, missing: 0 });
    });
  });
}
