// @ts-nocheck -- it runs in the checkout, with modules of which this repository has no types
// A reporter of Jest that writes the status of each test. With `--json`, Jest takes the standard output from the tests.
const { writeFileSync } = require('node:fs');
const process = require('node:process');

module.exports = class WriteReport {
  onRunComplete(_contexts, { testResults }) {
    const tests = testResults.flatMap(({ testFilePath: file, testResults: results }) =>
      results.map(({ fullName, status }) => ({ file, fullName, status })),
    );
    writeFileSync(process.env.WINSTON_REPORT, JSON.stringify(tests));
  }
};
