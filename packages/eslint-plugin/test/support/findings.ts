import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a linter said: `file:line rule`. */
export type Findings = string[];

const require = createRequire(import.meta.url);
export const root: string = fileURLToPath(new URL('../../../../', import.meta.url));
const plugin = fileURLToPath(new URL('../../dist/esm/index.js', import.meta.url));
const parser = require.resolve('@typescript-eslint/parser');
const isOurs = (rule: string | null): rule is string => rule?.startsWith('@aiolocals') === true;

/** Runs ESLint, a version that is installed under `name`, with the built plugin. */
export async function eslint(name: string, files: readonly string[]): Promise<Findings> {
  return await withConfig(
    'eslint.config.mjs',
    `import parser from ${JSON.stringify(parser)};
import { configs } from ${JSON.stringify(plugin)};
const basePath = ${JSON.stringify(root)};
export default [
  { basePath, linterOptions: { reportUnusedDisableDirectives: 'off' } },
  { basePath, ...configs.recommended, files: ['**/*.{js,mjs,cjs,ts,mts,cts}'] },
  { basePath, files: ['**/*.{ts,mts,cts}'], languageOptions: { parser } },
];`,
    async (config) => {
      const args = [binary(name, 'bin/eslint.js'), '--no-config-lookup', '-c', config];
      const printed = await run([...args, '--no-ignore', '-f', 'json', ...files]);
      const results = JSON.parse(printed) as {
        filePath: string;
        messages: { ruleId: string | null; line: number; message: string; fatal?: boolean }[];
      }[];
      return results.flatMap(({ filePath, messages }) =>
        messages
          .filter(({ ruleId, fatal }) => fatal === true || isOurs(ruleId))
          .map(({ ruleId, line, message }) => said(filePath, line, ruleId ?? message)),
      );
    },
  );
}

/** Runs oxlint of the repository, with the built plugin among its \`jsPlugins\`. */
export async function oxlint(files: readonly string[]): Promise<Findings> {
  const { rules } = (await import('@aiolocals/eslint-plugin')) as { rules: object };
  const config = {
    jsPlugins: [plugin],
    plugins: [],
    categories: { correctness: 'off' },
    rules: Object.fromEntries(Object.keys(rules).map((name) => [`@aiolocals/${name}`, 'error'])),
  };
  return await withConfig('oxlintrc.json', JSON.stringify(config), async (path) => {
    const args = [
      binary('oxlint', 'bin/oxlint'),
      '-c',
      path,
      '--no-ignore',
      '-f',
      'json',
      ...files,
    ];
    const { diagnostics } = JSON.parse(await run(args)) as {
      diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[];
    };
    return diagnostics.map(({ code, filename, labels }) =>
      said(
        join(root, filename),
        labels[0]?.span.line ?? 0,
        code.replace(/^(.*)\((.*)\)$/, '$1/$2'),
      ),
    );
  });
}

function said(file: string, line: number, rule: string): string {
  return `${relative(root, file)}:${line} ${rule.replace('@aiolocals/', '')}`;
}

function binary(name: string, path: string): string {
  return join(dirname(require.resolve(`${name}/package.json`)), path);
}

/** A linter that found something exits with 1. */
async function run(args: readonly string[]): Promise<string> {
  return await new Promise((resolve, reject) => {
    const options = { cwd: root, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      if (error !== null && error.code !== 1) reject(new Error(`${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

async function withConfig(
  name: string,
  text: string,
  use: (file: string) => Promise<Findings>,
): Promise<Findings> {
  // Beside the other temporary folders, so that no configuration above it counts.
  const folder = mkdtempSync(join(root, 'node_modules', '.lint-'));
  try {
    writeFileSync(join(folder, name), text);
    return await use(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
