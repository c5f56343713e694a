// What a thread of a `ContextPool` runs instead of the worker's file: Piscina asks it for a function by a name, which
// tells the pool, and the file and its function where they are not the pool's own.
const functions: object = new Proxy(
  {},
  {
    get(_target, name) {
      if (typeof name === 'string' && name.startsWith('aiolocals.pool:'))
        return import('./task-runner.js').then(({ taskOf }) => taskOf(name));
      // By this Piscina takes it as it is; and it is no promise.
      return name === '__esModule' ? true : undefined;
    },
  },
);

module.exports = functions;
