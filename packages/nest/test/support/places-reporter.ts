import type { Reporter, TestModule } from 'vitest/node';
import type { Count } from './tally.js';

declare module 'vitest' {
  interface TaskMeta {
    /** What each place saw in a test, and the name of the column. */
    places?: { readonly column: string; readonly counts: readonly (readonly [string, Count])[] };
  }
}

/** Prints what each place saw: a table for each file of tests. `pnpm places` uses it. */
export default class PlacesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      const columns = tests.flatMap((test) => test.meta().places ?? []);
      if (columns.length > 0)
        console.log(tableOf(`${module.project.name}: right / wrong / none`, columns));
      for (const test of tests) {
        if (test.result().state === 'failed') console.log(`FAILED: ${test.fullName}`);
      }
    }
  }
}

type Column = NonNullable<import('vitest').TaskMeta['places']>;

function tableOf(title: string, columns: readonly Column[]): string {
  const places = [...new Set(columns.flatMap(({ counts }) => counts.map(([place]) => place)))];
  const cell = (count: Count | undefined): string =>
    count === undefined ? '' : `${count.right} / ${count.wrong} / ${count.missing}`;
  const sum = ({ counts }: Column): Count => {
    const all = { right: 0, wrong: 0, missing: 0 };
    for (const [, { right, wrong, missing }] of counts) {
      all.right += right;
      all.wrong += wrong;
      all.missing += missing;
    }
    return all;
  };
  const cellsAt = (place: string): string[] =>
    columns.map(({ counts }) => cell(counts.find(([name]) => name === place)?.[1]));
  const rows = [
    [title].concat(columns.map(({ column }) => column)),
    ...places.map((place) => [place].concat(cellsAt(place))),
    ['all places'].concat(columns.map((column) => cell(sum(column)))),
  ];
  const widths = rows[0]?.map((_, index) =>
    Math.max(...rows.map((row) => row[index]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row.map((text, index) => text.padEnd(widths?.[index] ?? 0)).join('  '),
  );
  return `\n${lines.join('\n')}`;
}
