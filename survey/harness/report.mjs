// @ts-check
import { inWords } from './verdict.mjs';

/** Prints what was found in short, and each fault. @param {import('./figures.mjs').Figures} figures @param {string[]} faults */
export function report({ libraries, skipped }, faults) {
  const rows = Object.entries(libraries).flatMap(([name, { version, nodes }]) =>
    Object.entries(nodes).flatMap(([node, findings]) =>
      findings.map(({ how, outside, inside }) => {
        const lazily = inside ? inWords(inside) : '';
        return [`${name} ${version}`, node, inWords(outside), lazily, how];
      }),
    ),
  );
  const table = [['library', 'Node', 'opened outside', 'opened in a context', 'where'], ...rows];
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  console.log();
  for (const row of table) {
    console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  }
  const names = Object.keys(skipped);
  console.log(`\n${rows.length} cases of ${Object.keys(libraries).length} libraries`);
  if (names.length > 0)
    console.log(`not measured, because no server was available: ${names.join(', ')}`);
  for (const fault of faults) console.error(`FAILED ${fault}`);
}
