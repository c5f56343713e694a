#!/usr/bin/env node
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { codemods, migrate, type Codemod } from './migrate.js';

const SOURCE = /\.[cm]?[jt]sx?$/;
const USAGE = `Usage: npx @aiolocals/codemod <${codemods.join(' | ')}> [--dry] <path>…`;

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function run(args: string[]): number {
  const { values, positionals } = parseArgs({
    args,
    options: {
      dry: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  const [name, ...paths] = positionals;
  if (values.help || name === undefined || paths.length === 0) {
    console.log(USAGE);
    return values.help ? 0 : 1;
  }
  const files = new Map(paths.flatMap(filesIn).map((path) => [path, readFileSync(path, 'utf8')]));
  const { changed, leftovers } = migrate(name as Codemod, files);
  for (const [path, text] of changed) {
    if (!values.dry) writeFileSync(path, text);
    console.log(`${values.dry ? 'would change' : 'changed'} ${path}`);
  }
  if (leftovers.length > 0) console.log('To do by hand:');
  for (const { file, line, message } of leftovers) console.log(`  ${file}:${line} ${message}`);
  console.log(
    `${count(files.size, 'file')} read, ${changed.size} changed, ${count(leftovers.length, 'place')} to do by hand`,
  );
  return 0;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}

/** Returns the sources below a folder, or the file itself, with `/` between the parts of their paths. */
function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path.replaceAll('\\', '/')];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return filesIn(inner);
    return SOURCE.test(entry.name) && !entry.name.endsWith('.d.ts') ? filesIn(inner) : [];
  });
}
