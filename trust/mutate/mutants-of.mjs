// @ts-check

/**
 * @typedef {object} Mutant A fault that a test has to notice.
 * @property {string} folder Of the package that is broken.
 * @property {string} testFolder Of the package whose tests notice it.
 * @property {string} file Within the package.
 * @property {string} find The exact text, which occurs once in the file.
 * @property {string} replace
 * @property {readonly string[]} tests The files that notice it, within that package.
 * @property {boolean} isBuilt Whether the tests load the file from a build, in threads or processes.
 * @property {string | undefined} equivalent Why no test can notice it.
 */

/** @typedef {readonly [find: string, replace: string, tests: string, reason?: string]} Entry */

/**
 * Returns the mutants of a package. An entry is the text to replace, what stands in its place, and the test files that
 * notice it, by name: `'tasks carrier/base'` is `test/tasks.test.ts` and `test/carrier/base.test.ts`.
 *
 * @param {string} folder
 * @param {Readonly<Record<string, readonly Entry[]>>} files
 * @param {string} [testFolder] - Where the tests are, if they are not in the package itself.
 * @returns {Mutant[]}
 */
export function mutantsOf(folder, files, testFolder = folder) {
  return Object.entries(files).flatMap(([file, entries]) =>
    entries.map(([find, replace, tests, reason]) => ({
      folder,
      testFolder,
      file,
      find,
      replace,
      tests: tests.split(' ').map((name) => `test/${name}.test.ts`),
      isBuilt:
        file.startsWith('src/piscina/thread/') ||
        /(^| )(integration|internal\/travel)\//.test(tests),
      equivalent: reason,
    })),
  );
}
