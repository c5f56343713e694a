// The file that the threads of a `ContextPool` run in place of the worker file. Piscina asks it for a function by a
// key, which tells the pool, and the worker file and its function if they are not the pool's own.
// CommonJS in both builds: there is no `import` declaration here. Users may bundle it as well, so it uses nothing that
// a bundler would misread or replace.
const { existsSync } = require('node:fs') as typeof import('node:fs');
const { createRequire } = require('node:module') as typeof import('node:module');
const { join } = require('node:path') as typeof import('node:path');

type Runner = typeof import('./task-runner.js', { with: { 'resolution-mode': 'import' } });

const own = createRequire(__filename);

const loaders: Parameters<Runner['taskRunner']>[1] = {
  // Piscina's own `require`, because only that one may resolve the name of the worker file. A bundle has no parent.
  require: (filename) => (module.parent?.require.bind(module.parent) ?? own)(filename),
  extensions: own.extensions,
  import: (href) => import(/* webpackIgnore: true */ /* @vite-ignore */ href),
};

/**
 * Loads `task-runner.js`, from one file with all that it needs: as a hundred modules, those of core included, it would
 * take three times as long to start a thread. The copy of core that is loaded first serves all others in the thread, so
 * it must be of the version that is installed.
 */
async function loadRunner(): Promise<Runner> {
  const bundle = join(__dirname, `task-runner-with-core-${versionOfCore()}.cjs`);
  return existsSync(bundle)
    ? (own(bundle) as Runner)
    : import(/* webpackMode: "eager" */ './task-runner.js');
}

function versionOfCore(): string | undefined {
  try {
    return (own('@aiolocals/core/package.json') as { readonly version: string }).version;
  } catch {
    // Core is in the same bundle as this code.
    return undefined;
  }
}

const functions: object = new Proxy(
  {},
  {
    get(_target, name) {
      if (typeof name === 'string' && name.startsWith('aiolocals.pool:'))
        return loadRunner().then((runner) => runner.taskRunner(name, loaders));
      // The mark makes Piscina use the object as it is. It has no `then`, so it does not count as a promise.
      return name === '__esModule' ? true : undefined;
    },
  },
);

module.exports = functions;
