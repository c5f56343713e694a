import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Outcome {
  readonly lines: readonly {
    readonly requestId?: string;
    readonly expected: string;
    readonly message: string;
  }[];
  readonly stderr: string;
  readonly code: number | null;
}

/** Without the variables that our own test runs set. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('AIOLOCALS_')),
);

// Deno drops `--import` among arguments that are Node's, and takes no name of a package for it.
const isDeno = 'Deno' in globalThis;
const command = isDeno ? ['run', '--allow-all'] : [];
const REGISTER = isDeno
  ? createRequire(import.meta.url).resolve('@aiolocals/core/register')
  : '@aiolocals/core/register';

/** Runs an app of the fixtures with the options. */
async function run(
  options: readonly string[],
  [file, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const app = fileURLToPath(new URL(`fixtures/${file}`, import.meta.url));
  // Where `@aiolocals/core/register` is found from.
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return await new Promise((resolve) => {
    const given = { cwd, env: { ...environment, ...env } };
    const child = execFile(
      process.execPath,
      [...command, ...options, app, ...args],
      given,
      (_error, stdout, stderr) => {
        const lines = stdout.split('\n').filter((line) => line !== '');
        resolve({
          lines: lines.map((line) => JSON.parse(line) as Outcome['lines'][number]),
          stderr,
          code: child.exitCode,
        });
      },
    );
  });
}

const wrongOf = ({ lines }: Outcome): unknown[] =>
  lines.filter(({ requestId, expected }) => requestId !== expected);

test.each(['http2', 'thread', 'cluster'])(
  'with `--import @aiolocals/core/register` each line of an app has its id: %s',
  async (kind) => {
    const outcome = await run(['--import', REGISTER], ['registered.mjs', kind]);
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(wrongOf(outcome)).toEqual([]);
    expect(outcome.lines).toHaveLength(60);
  },
);

test.each([
  ['--import', []],
  ['--require', ['--import', REGISTER]],
])(
  'with `%s` each line of an app of CommonJS has its id, also if it is given twice',
  async (option, more) => {
    const outcome = await run([option, REGISTER, ...more], ['registered.cjs']);
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(wrongOf(outcome)).toEqual([]);
    expect(outcome.lines).toHaveLength(60);
  },
);

test('without it no line has one', async () => {
  const outcome = await run([], ['registered.mjs', 'http']);
  expect(wrongOf(outcome)).toHaveLength(60);
});

test('the environment has the options', async () => {
  const outcome = await run(['--import', REGISTER], ['registered.cjs'], {
    OWN: 'yes',
    AIOLOCALS_HEADER: 'X-Own',
    AIOLOCALS_ECHO: 'X-Echo',
    AIOLOCALS_TRUST: '10.0.0.0/8, 127.0.0.1,::1',
    AIOLOCALS_VALIDATE: '^own-\\d+$',
    AIOLOCALS_TIMEOUT: '30000',
    AIOLOCALS_MAX_TIMEOUT: '60000',
    AIOLOCALS_MAX_PATH_LENGTH: '100',
    AIOLOCALS_ENVELOPE_KEY: 'of another package',
  });
  expect(outcome).toMatchObject({ stderr: '', code: 0 });
  const echoed = outcome.lines.filter(({ message }) => message === 'echoed');
  expect(echoed).toHaveLength(20);
  expect(
    wrongOf({ ...outcome, lines: outcome.lines.filter((line) => !echoed.includes(line)) }),
  ).toEqual([]);
  expect(outcome.lines).toHaveLength(80);
});

test('an invalid value in the environment is warned of once, and the app starts', async () => {
  const outcome = await run(['--import', REGISTER], ['registered.cjs'], {
    AIOLOCALS_HEDAER: 'X-Own',
    AIOLOCALS_SPAM: 'ham',
    AIOLOCALS_ECHO: 'not a header',
    AIOLOCALS_TIMEOUT: 'soon',
    AIOLOCALS_VALIDATE: '(',
    AIOLOCALS_TRUST: '10.0.0.0/99',
    AIOLOCALS_MAX_PATH_LENGTH: '',
  });
  expect(wrongOf(outcome)).toEqual([]);
  expect(outcome.lines).toHaveLength(60);
  const warnings = [...outcome.stderr.matchAll(/AiolocalsWarning: (.*)/g)].map(([, text]) => text);
  expect(new Set(warnings)).toEqual(
    new Set([
      'Unknown variable `AIOLOCALS_HEDAER` in the environment: did you mean AIOLOCALS_HEADER?',
      expect.stringMatching(
        /^Unknown variable `AIOLOCALS_SPAM` in the environment: there are AIOLOCALS_HEADER, /,
      ),
      "`AIOLOCALS_ECHO=not a header` is not used: Expected `echo` to be a boolean or the name of a header, got `'not a header'` (string)",
      expect.stringMatching(
        /^`AIOLOCALS_TIMEOUT=soon` is not used: Expected `timeout` to be a number of milliseconds/,
      ),
      expect.stringMatching(
        /^`AIOLOCALS_TRUST=10.0.0.0\/99` is not used: expected true, false, or IP addresses/,
      ),
      expect.stringMatching(/^`AIOLOCALS_VALIDATE=\(` is not used: Invalid regular expression/),
    ]),
  );
});
