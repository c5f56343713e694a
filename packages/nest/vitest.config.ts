import { fileURLToPath } from 'node:url';
import { isThorough, packageConfig } from '../../vitest.shared.js';

const folder = fileURLToPath(new URL('versions', import.meta.url));

/** GraphQL runs in what the requests of HTTP run in: the newest Nest is enough. */
const NEWEST_ONLY = ['test/graphql.test.ts'];
/** The contract takes longest. Both ends of the range keep it. */
const NOT_BETWEEN = [...NEWEST_ONLY, 'test/contract.test.ts'];

/** Makes the tests run on the Nest that is installed in a folder of `versions`. */
const on = (major: number, exclude: string[]) => ({
  extends: true as const,
  resolve: {
    alias: [{ find: /^(@nestjs\/.*|bullmq)$/, replacement: `${folder}/${major}/node_modules/$1` }],
  },
  test: {
    name: `nest-${major}`,
    provide: { major },
    exclude,
    typecheck: { enabled: false },
  },
});

const newest = { extends: true as const, test: { name: 'nest-12', provide: { major: 12 } } };

export default packageConfig({
  test: {
    // The files of a version share what they load: to load Nest takes longer than most tests.
    isolate: false,
    projects: isThorough ? [newest, on(11, NOT_BETWEEN), on(10, NEWEST_ONLY)] : [newest],
    // What is reached where there is no Redis. What is never reached is there for what a version of Nest may lack.
    coverage: { thresholds: { statements: 91, branches: 86, functions: 95, lines: 92 } },
  },
});

declare module 'vitest' {
  interface ProvidedContext {
    /** The major version of Nest that the tests run on. */
    major: number;
  }
}
