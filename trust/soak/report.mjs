// @ts-check
// The table of a soak.
import process from 'node:process';

/**
 * Prints the table, and returns the exit code.
 *
 * @param {object} result
 * @param {{ sent: number, answered: number, aborted: number, refused: number, again: number, wrong: number, first: string }} result.answers
 * @param {{ kind: string, lines: number, wrong: number, missing: number, extra: number, forged: number, unparsable: number, first: string }[]} result.findings
 * @param {Record<string, any>[]} result.stops
 * @param {number[]} result.heaps
 * @param {number} result.seconds
 * @param {number} result.generation
 * @param {boolean} result.judged Whether the heap counts.
 */
export function report({ answers, findings, stops, heaps, seconds, generation, judged }) {
  const growth = (heaps.at(-1) ?? 0) / (heaps[0] ?? 1) - 1;
  const lost = stops.reduce((total, { lost: more, unfinished }) => total + more + unfinished, 0);
  const faults = {
    'answers that were wrong': answers.wrong,
    'lines with a wrong id': sum(findings, 'wrong'),
    'lines that are missing': sum(findings, 'missing'),
    'lines that nobody logged, or that came twice': sum(findings, 'extra'),
    'lines that were forged': sum(findings, 'forged'),
    'lines that cannot be parsed': sum(findings, 'unparsable'),
    'tasks that were lost': lost,
    'tasks in the context of another request': sum(stops, 'foreign'),
    'contexts still open at the end': sum(stops, 'open'),
    'servers that could not flush': stops.filter(({ isWritten }) => isWritten !== true).length,
  };
  const rows = [
    ['Node', process.version],
    ['requests', answers.sent],
    [
      'answered, aborted, refused while restarting',
      `${answers.answered}, ${answers.aborted}, ${answers.refused}`,
    ],
    ['sent again, because the server had closed the connection', answers.again],
    ['contexts opened', sum(stops, 'opened')],
    ['tasks', sum(stops, 'tasks')],
    ['restarts', generation],
    ...['winston', 'slow', 'socket', 'pino'].map((kind) => [
      `lines: ${kind}`,
      sum(
        findings.filter((each) => each.kind === kind),
        'lines',
      ),
    ]),
    ...Object.entries(faults),
    [
      'heap after gc at 10, 50, 100 %',
      `${heaps.map((heap) => (heap / 1e6).toFixed(2)).join(', ')} MB`,
    ],
    [
      'heap growth from 10 % to 100 %',
      `${(growth * 100).toFixed(1)} %${judged ? '' : ' (judged from 300,000 requests on)'}`,
    ],
    ['seconds', seconds.toFixed(0)],
  ];
  for (const [name, value] of rows) console.log(`${String(value).padStart(24)}  ${name}`);
  for (const { first } of findings) if (first !== '') console.log(`\n${first}`);
  if (answers.first !== '') console.log(`\n${answers.first}`);
  const isWrong = Object.values(faults).some((count) => count > 0) || (judged && growth > 0.05);
  console.log(isWrong ? '\nThe soak FAILED' : '\nThe soak passed');
  return isWrong ? 1 : 0;
}

/** @param {Record<string, any>[]} rows @param {string} name */
function sum(rows, name) {
  return rows.reduce((total, row) => total + Number(row[name]), 0);
}
