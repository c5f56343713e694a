import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { text } from 'node:stream/consumers';

/** What a process printed, and how it ended. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Node, or the other runtime that runs the tests, until it ends. */
export async function runNode(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Outcome> {
  // The variables of the test runner are not for programs under test.
  const { VITEST: _vitest, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
  const child = spawn(process.execPath, argumentsFor(args, options.cwd), {
    cwd: options.cwd,
    env: { ...inherited, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

/** Bun and Deno know neither the options of Node nor programs that are given as text. */
function argumentsFor(args: readonly string[], cwd = import.meta.dirname): readonly string[] {
  const { bun, deno } = process.versions;
  if (bun === undefined && deno === undefined) return args;
  const rest = args.filter((arg) => arg !== '--no-warnings' && arg !== '--input-type=module');
  const index = rest.findIndex((arg) => arg === '--eval' || arg === '-e');
  if (index !== -1) {
    const kind = args.includes('--input-type=module') ? 'mjs' : 'cjs';
    const file = join(cwd, `.program-${crypto.randomUUID()}.${kind}`);
    writeFileSync(file, rest[index + 1] ?? '');
    onTestFinished(() => rmSync(file));
    rest.splice(index, 2, file);
  }
  return deno === undefined ? rest : ['run', '--allow-all', ...rest];
}
