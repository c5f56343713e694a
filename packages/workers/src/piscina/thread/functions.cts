// The file that the threads of a `ContextPool` run in place of the worker file. Piscina asks it for a function by a
// key, which tells the pool, and the worker file and its function if they are not the pool's own.

// Piscina's own `require`, because a worker file may be named as only that one resolves it.
const load = (filename: string): unknown => (module.parent ?? module).require(filename);

const functions: object = new Proxy(
  {},
  {
    get(_target, name) {
      if (typeof name === 'string' && name.startsWith('aiolocals.pool:'))
        return import('./task-runner.js').then(({ taskRunner }) => taskRunner(name, load));
      // The mark makes Piscina use the object as it is. Without `then`, it is not taken for a promise.
      return name === '__esModule' ? true : undefined;
    },
  },
);

module.exports = functions;
