import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runners, runWith } from './support/run-with.js';

const page = fileURLToPath(new URL('../../../docs/testing.md', import.meta.url));
/** A runner takes seconds to start. */
const SLOW = { timeout: 60_000 };

describe.each(runners)('%s', (runner) => {
  test('names what tests leave open, and where it was started', SLOW, () => {
    const { status, printed } = runWith(runner, 'leak');
    expect(status).not.toBe(0);
    expect(printed).toMatch(/`TEST1\/1` \(send-mail\), started at .*leave .*leak\.cjs:7:/);
    expect(printed).toMatch(/`TEST2\/1` \(socket\), started at .*leak\.cjs:10:/);
    expect(printed).toMatch(/`TEST2\/2` \(export\), started at .*leak\.cjs:11:/);
    expect(printed).toContain('by itself');
    expect(printed).not.toContain('TEST4');
  });
});

// The matcher is for an `expect` that can be extended.
describe.each(['Vitest', 'Jest'] as const)('%s', (runner) => {
  test('has toHaveLogged', SLOW, () => {
    const { status, printed } = runWith(runner, 'logs');
    expect(status).not.toBe(0);
    expect(printed).toMatch(/1 failed.*1 passed/);
    expect(printed).toContain("Expected a line with { requestId: 'b2', message: 'loaded' }");
    expect(printed).toContain('differs in requestId');
  });
});

// Vitest has no `done`.
describe.each(runners.filter((each) => each !== 'Vitest'))('%s', (runner) => {
  test('passes done and rows of a table to a body', SLOW, () => {
    const { status, printed } = runWith(runner, 'done');
    expect(status).not.toBe(0);
    expect(printed).toContain('by done');
    expect(printed).not.toMatch(/Error: (?:lost|ran)/);
    const passed = /(\d+) pass(?:ed|ing)|pass (\d+)/.exec(printed);
    expect(passed?.[1] ?? passed?.[2]).toBe(runner === 'Jest' ? '3' : '1');
  });
});

test('the page says what reaches a test, as each runner shows it', { timeout: 120_000 }, () => {
  const places = new Map<string, string[]>();
  for (const [index, runner] of runners.entries()) {
    for (const [place, sees] of runWith(runner, 'reach').noted) {
      const row = places.get(place) ?? runners.map(() => '–');
      row[index] = sees === null ? 'no' : 'yes';
      places.set(place, row);
    }
  }
  const rows = [...places].map(([place, row]) => [place].concat(row));
  const shown = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'));
  const cells = shown.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(cells).toEqual(expect.arrayContaining([['', ...runners], ...rows]));
});
