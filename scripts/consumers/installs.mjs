// @ts-check
// Installs each package alone: it must bring nothing that belongs to another one, load in both formats, and not be too big.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brief, makeProject, run } from './pack.mjs';

/** What a package must not bring. Its own peers do not count. */
const FRAMEWORKS = [
  'express',
  'koa',
  'fastify',
  '@nestjs/core',
  'winston',
  'piscina',
  'ws',
  'socket.io',
  'pino',
];

/** Kilobytes, unpacked. Core's maps let a debugger show the sources. */
const BUDGET = 1_200;

/** @returns {import('./pack.mjs').Row[]} */
export function checkInstalls(
  /** @type {string} */ folder,
  /** @type {import('./pack.mjs').Packed[]} */ packed,
) {
  return packed.flatMap(({ name, tarball, manifest }) => {
    const own = Object.keys(manifest['peerDependencies'] ?? {}).filter(
      (peer) => manifest['peerDependenciesMeta']?.[peer]?.optional !== true,
    );
    const siblings = packed.filter(
      (each) => `@aiolocals/${each.name}` in (manifest['dependencies'] ?? {}),
    );
    const project = makeProject(join(folder, `install-${name}`), [
      ...new Set([...siblings.map((each) => each.tarball), tarball]),
      ...own,
    ]);
    const { printed, ok: isWhole } = run(project, 'npm', ['ls', '--all', '--parseable']);
    const brought = broughtBy(`@aiolocals/${name}`, own, project);
    const strangers = FRAMEWORKS.filter((framework) => brought.has(framework));
    const { ok, printed: error } = run(project, process.execPath, [
      '-e',
      `require('@aiolocals/${name}'); import('@aiolocals/${name}')`,
    ]);
    return [
      {
        what: `${name} alone brings no other framework`,
        ok: strangers.length === 0,
        detail: strangers.join(', ') || `${printed.split('\n').length - 1} packages`,
      },
      {
        what: `\`npm ls\` finds nothing wrong with ${name}`,
        ok: isWhole,
        detail: isWhole ? '' : brief(printed),
      },
      {
        what: `${name} alone loads in both formats`,
        ok: ok || own.some((peer) => error.includes(peer)),
        detail: brief(error),
      },
      sizeOf(name, tarball),
    ];
  });
}

/**
 * Returns the names of what a package brings. Packages that its peers bring do not count: Fastify comes with pino.
 *
 * @returns {Set<string>}
 */
function broughtBy(
  /** @type {string} */ name,
  /** @type {string[]} */ peers,
  /** @type {string} */ project,
) {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
  /** @type {Set<string>} */
  const found = new Set();
  const queue = [name];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (found.has(next) || peers.includes(next)) continue;
    found.add(next);
    // Every copy counts, wherever npm has put it.
    for (const [path, entry] of Object.entries(packages))
      if (path.endsWith(`node_modules/${next}`)) queue.push(...needsOf(entry));
  }
  return found;
}

/** What npm installs with a package: all peers but the optional ones. */
function needsOf(/** @type {Record<string, Record<string, any>>} */ entry) {
  const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = entry;
  const peers = Object.keys(peerDependencies ?? {}).filter(
    (peer) => peerDependenciesMeta?.[peer]?.optional !== true,
  );
  return [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers];
}

/** @returns {import('./pack.mjs').Row} */
function sizeOf(/** @type {string} */ name, /** @type {string} */ tarball) {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', tarball], {
    encoding: 'utf8',
  });
  const [{ unpackedSize, size, entryCount }] = JSON.parse(stdout);
  const kilobytes = Math.round(unpackedSize / 1000);
  return {
    what: `${name} unpacks to at most ${BUDGET} kB`,
    ok: kilobytes <= BUDGET,
    detail: `${kilobytes} kB in ${entryCount} files, ${Math.round(size / 1000)} kB packed`,
  };
}
