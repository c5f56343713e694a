// @ts-check
// A reporter of node:test that writes the status of each test, one a line.

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* writeReport(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const { file, name, nesting } = data;
    // A file is a test as well, whose name is its path.
    if (file === undefined || file === name) continue;
    const status = data.skip || data.todo ? 'skipped' : type === 'test:pass' ? 'passed' : 'failed';
    yield `${JSON.stringify({ file, name: `${'> '.repeat(nesting)}${name}`, status })}\n`;
  }
}
