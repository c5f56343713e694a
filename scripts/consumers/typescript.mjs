// @ts-check
// Compiles against the declarations, with every compiler and every way of resolving modules, and with `skipLibCheck` off.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brief, makeProject, runOwn } from './pack.mjs';

const COMPILERS = ['5.4', '5.9', '6', '7'];

/** @type {Record<string, object>} */
const RESOLUTIONS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  node16: { module: 'node16', moduleResolution: 'node16' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
  node10: { module: 'commonjs', moduleResolution: 'node10' },
};

const SOURCE = `
import { Context, jobContext, Local, request } from '@aiolocals/core';
import { captureless } from './other';
import { openRequest, requestPolicy } from '@aiolocals/core/http';
import { openCarrier } from '@aiolocals/core/carrier';
import { optionsChecker } from '@aiolocals/core/options';
import { captureContext, contextTask } from '@aiolocals/workers';
import { ContextPool } from '@aiolocals/workers/piscina';
import { attachContext, configureLogging } from '@aiolocals/logging';
import { attachContext as attachPino, configurePino, flush } from '@aiolocals/pino';
import { attachConsole, traceFields } from '@aiolocals/lines';
import { makeFields } from '@aiolocals/lines/logger';
import { contextMiddleware as express } from '@aiolocals/express';
import { contextMiddleware as koa } from '@aiolocals/koa';

const cart = new Local<{ items: string[] }>({ items: () => [] });
const text: string = new Context().run(() => request.id + cart.items.join());
const job: Promise<number> = jobContext('job', async () => 7);
export const all: unknown[] = [
  text, job, openRequest, requestPolicy({ timeout: 7 }), openCarrier, optionsChecker, captureContext,
  contextTask((n: number) => n), ContextPool, attachContext, configureLogging, attachPino, configurePino, flush,
  attachConsole, traceFields, makeFields, express(), koa(), captureless,
];
// @ts-expect-error -- no such option
new Context({ timout: 7 });
`;

/** What the packages' own types mention, beyond their peers. */
const TYPES = ['@types/node@20', '@types/express', '@types/koa', '@types/ws', 'reflect-metadata'];

/** @returns {import('./pack.mjs').Row[]} */
export function checkTypescript(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  const peers = packed.flatMap(({ manifest }) => Object.keys(manifest['peerDependencies'] ?? {}));
  const everything = everyEntry(packed);
  return COMPILERS.flatMap((version) => {
    const project = makeProject(join(folder, `typescript-${version}`), [
      ...packed.map(({ tarball }) => tarball),
      `typescript@${version}`,
      ...TYPES,
      ...new Set(peers.filter((peer) => peer !== '@types/node' && peer !== 'vitest')),
      // Adapters have them as dependencies of their users.
      'express',
      'koa',
      'winston',
      // Later versions need a later Node than the oldest that is supported.
      'vitest@4',
    ]);
    return Object.entries(RESOLUTIONS).flatMap(([name, resolution]) => {
      // TypeScript 6 deprecates it, and 7 no longer has it.
      if (name === 'node10' && Number.parseFloat(version) >= 6) return [];
      const inner = join(project, name);
      mkdirSync(inner, { recursive: true });
      const isEsm = name === 'nodenext' || name === 'node16';
      const source = isEsm ? SOURCE.replace("'./other'", "'./other.js'") : SOURCE;
      writeFileSync(join(inner, 'package.json'), JSON.stringify(isEsm ? { type: 'module' } : {}));
      writeFileSync(join(inner, 'main.ts'), source);
      writeFileSync(join(inner, 'other.ts'), 'export const captureless = 7;\n');
      writeFileSync(join(inner, 'everything.ts'), everything);
      const compilerOptions = {
        target: 'es2022',
        lib: ['es2023'],
        types: ['node'],
        strict: true,
        noEmit: true,
        skipLibCheck: false,
        esModuleInterop: true,
        ...resolution,
      };
      writeFileSync(join(inner, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
      const { ok, printed } = runOwn(project, 'tsc', ['-p', name]);
      // Faults in the packages of others do not count.
      const ours = printed
        .split('\n')
        .filter((line) => !line.startsWith(' ') && !/^node_modules\/(?!@aiolocals)/.test(line));
      const isOurs = !ok && ours.some((line) => line.includes('error TS'));
      return [
        {
          what: `TypeScript ${version}, ${name}`,
          ok: !isOurs,
          detail: isOurs ? brief(ours.join('\n')) : '',
        },
      ];
    });
  });
}

/** Returns a module that imports every entry point of every package. */
function everyEntry(/** @type {import('./pack.mjs').Packed[]} */ packed) {
  const names = packed.flatMap(({ manifest }) =>
    Object.keys(manifest['exports'])
      .filter((entry) => !entry.endsWith('package.json'))
      .map((entry) => manifest['name'] + entry.slice(1)),
  );
  const imports = names.map((name, index) => `import * as entry${index} from '${name}';\n`);
  return `${imports.join('')}export const all: object[] = [${names.map((_, index) => `entry${index}`).join()}];\n`;
}
