import type { Row, Tally } from './tally.js';

const NONE: Tally = { correct: 0, none: 0, foreign: 0, missing: 0 };

function add(sum: Tally, more: Tally): Tally {
  return {
    correct: sum.correct + more.correct,
    none: sum.none + more.none,
    foreign: sum.foreign + more.foreign,
    missing: sum.missing + more.missing,
  };
}

function cellOf({ correct, none, foreign, missing }: Tally): string {
  return [correct, none, foreign, ...(missing > 0 ? [`${missing} missing`] : [])].join(' / ');
}

/** Returns the table: a line for each case, a column for each adapter, and in each cell correct / none / foreign. */
export function tableOf(rows: readonly Row[]): string {
  const adapters = [...new Set(rows.map((row) => row.adapter))];
  const cases = [...new Set(rows.map((row) => row.case))];
  const lineOf = (name: string): string[] => {
    const cells = adapters.map((adapter) => {
      const row = rows.find((other) => other.adapter === adapter && other.case === name);
      return row === undefined ? '' : cellOf(row);
    });
    return [name].concat(cells);
  };
  const sums = adapters.map((adapter) =>
    rows.filter((row) => row.adapter === adapter).reduce(add, NONE),
  );
  const table = [
    ['correct / none / foreign', ...adapters],
    ...cases.map(lineOf),
    ['all cases', ...sums.map((sum) => cellOf(sum))],
  ];
  const widths = table[0]?.map((_, column) =>
    Math.max(...table.map((line) => line[column]?.length ?? 0)),
  );
  const own = rows.filter(({ isControl }) => isControl !== true);
  const all = own.reduce(add, NONE);
  const columns = new Set(own.map((row) => row.adapter)).size;
  return [
    ...table.map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
    `${own.length} cases on ${columns} adapters: ${all.correct} places correct, ${all.none} none, ` +
      `${all.foreign} foreign, ${all.missing} missing`,
  ].join('\n');
}
