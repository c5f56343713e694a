import { type Codemod, migrate } from '@aiolocals/codemod';
import { describe, expect, test } from 'vitest';

/** Rewrites one file; returns its text and what is left to do, as `line message`. */
function one(name: Codemod, source: string, path = 'app.mjs') {
  const { changed, leftovers } = migrate(name, new Map([[path, source]]));
  return {
    text: changed.get(path),
    left: leftovers.map(({ file, line, message }) => `${file}:${line} ${message}`),
  };
}
const lines = (...texts: string[]): string => `${texts.join('\n')}\n`;

describe('cls-rtracer', () => {
  test('lets clients choose or see an id only if they could before', () => {
    const optionsOf = (options: string) => {
      const source = `import rTracer from 'cls-rtracer';\napp.use(rTracer.expressMiddleware(${options}));\n`;
      return /contextMiddleware\((.*)\)\);/.exec(one('cls-rtracer', source).text ?? '')?.[1];
    };
    expect(optionsOf('')).toBe('{ header: false, echo: false }');
    expect(optionsOf('{ useHeader: true }')).toBe('{ echo: false }');
    expect(optionsOf("{ useHeader: true, headerName: 'X-Id', echoHeader: true }")).toBe(
      "{ header: 'X-Id' }",
    );
    expect(optionsOf("{ headerName: 'X-Id', echoHeader: true, requestIdFactory: make }")).toBe(
      "{ header: false, echo: 'X-Id', generate: make }",
    );
    expect(optionsOf('{ echoHeader: true }')).toBe("{ header: false, echo: 'X-Request-Id' }");
  });

  test('knows Koa, Fastify, named imports and require', () => {
    const { text, left } = one(
      'cls-rtracer',
      lines(
        "const { koaMiddleware, fastifyPlugin: plugin, id } = require('cls-rtracer');",
        'koa.use(koaMiddleware({ useHeader: true, echoHeader: true }));',
        'fastify.register(plugin, { useHeader: true, echoHeader: true });',
        'exports.id = () => id();',
      ),
      'app.cjs',
    );
    expect(text).toBe(
      lines(
        "const { contextMiddleware } = require('@aiolocals/koa');",
        "const { contextPlugin } = require('@aiolocals/fastify');",
        "const { Local, request } = require('@aiolocals/core');",
        '',
        'koa.use(contextMiddleware());',
        'fastify.register(contextPlugin);',
        'exports.id = () => Local.peek(request)?.id;',
      ),
    );
    expect(left).toEqual([]);
  });

  test('reports what it leaves, with its line, and keeps the import for it', () => {
    const { text, left } = one(
      'cls-rtracer',
      lines(
        "import * as tracer from 'cls-rtracer';",
        'server.ext(tracer.hapiPlugin);',
        'app.use(tracer.expressMiddleware(options));',
        'app.use(tracer.expressMiddleware({ useHeader: isTrusted, other: 1 }));',
        "tracer.runWithId(() => work(), 'a1');",
        'use(tracer.fastifyPlugin);',
      ),
    );
    expect(text).toContain("import * as tracer from 'cls-rtracer'");
    expect(text).toContain("jobContext('job', { id: 'a1' }, () => work());");
    expect(left.map((line) => line.split(' ', 1)[0])).toEqual([
      'app.mjs:2',
      'app.mjs:3',
      'app.mjs:4',
      'app.mjs:4',
      'app.mjs:5',
      'app.mjs:6',
    ]);
    expect(left[0]).toContain('`hapiPlugin`');
  });

  test('leaves a variable of the same name alone', () => {
    const { text } = one(
      'cls-rtracer',
      "import rTracer from 'cls-rtracer';\nconst f = (rTracer) => rTracer.id();\nconst g = () => rTracer.id();\n",
    );
    expect(text).toContain('(rTracer) => rTracer.id()');
    expect(text).toContain('g = () => Local.peek(request)?.id');
  });
});

describe('express-http-context', () => {
  test('knows named imports, keys that are no names, and its bindings', () => {
    const { text, left } = one(
      'express-http-context',
      lines(
        '// The app.',
        "import { get, set, middleware } from 'express-http-context';",
        'app.use(middleware);',
        'const user = () => get(key) ?? get(`user`);',
        "set('a-b', 1);",
      ),
    );
    expect(text).toBe(
      lines(
        '// The app.',
        "import { contextMiddleware } from '@aiolocals/express';",
        "import { Local } from '@aiolocals/core';",
        "const httpContext = Local.for('http-context');",
        'app.use(contextMiddleware());',
        'const user = () => httpContext[key] ?? httpContext[`user`];',
        "httpContext['a-b'] = 1;",
      ),
    );
    expect(left).toEqual([]);
  });

  test('removes what the middleware does itself, and reports what it leaves', () => {
    const { text, left } = one(
      'express-http-context',
      lines(
        "const ctx = require('express-http-context');",
        'app.use((req, res, next) => { ctx.ns.bindEmitter(req); ctx.ns.bindEmitter(other); next(ctx); });',
      ),
      'app.js',
    );
    expect(text).not.toContain('bindEmitter(req)');
    expect(text).toContain('ctx.ns.bindEmitter(other)');
    expect(left).toHaveLength(2);
  });
});

describe('asynchronous-local-storage', () => {
  test('knows its default export, a function of somebody else, and a store without defaults', () => {
    const { text, left } = one(
      'asynchronous-local-storage',
      lines(
        "import store from 'asynchronous-local-storage';",
        "const user = () => store.get('user');",
        "export const first = () => store.runWith(work, { user: 'ada' });",
        'export const second = () => store.runWith(() => user());',
      ),
    );
    expect(text).toBe(
      lines(
        "import { Context, Local } from '@aiolocals/core';",
        "const als = Local.for('als');",
        'const user = () => als.user;',
        'export const first = () => new Context({ locals: [als] }).run(() => {',
        "  als.user = 'ada';",
        '  return work();',
        '});',
        'export const second = () => new Context({ locals: [als] }).run(() => user());',
      ),
    );
    expect(left).toEqual([]);
  });

  test('says what it leaves, and keeps the import for it', () => {
    const { text, left } = one(
      'asynchronous-local-storage',
      lines(
        "import { als } from 'asynchronous-local-storage';",
        'als.runWith(work, defaults);',
        'app.use((req, res, next) => als.runWith(() => next(), {}));',
        'console.log(als.storageImplementation);',
      ),
    );
    expect(text).toContain("from 'asynchronous-local-storage'");
    expect(text).toContain('als.runWith(work, defaults)');
    expect(left).toEqual([
      expect.stringContaining('names its attributes'),
      expect.stringContaining('closes when `next` returns'),
      expect.stringContaining('`storageImplementation`'),
    ]);
  });
});

describe('cls-hooked', () => {
  test('follows a namespace into other files', () => {
    const { changed, leftovers } = migrate(
      'cls-hooked',
      new Map([
        [
          'src/session.js',
          "const cls = require('cls-hooked');\nmodule.exports = cls.createNamespace('s');\n",
        ],
        [
          'src/app.js',
          "const session = require('./session');\nexports.user = () => session.get('user');\n",
        ],
        ['src/other.js', "const session = require('./else');\nsession.get('user');\n"],
      ]),
    );
    expect(changed.get('src/session.js')).toBe(
      "const { Local } = require('@aiolocals/core');\nmodule.exports = Local.for('s');\n",
    );
    expect(changed.get('src/app.js')).toContain('exports.user = () => session.user;');
    expect(changed.has('src/other.js')).toBe(false);
    expect(leftovers).toEqual([]);
  });

  test('says what it leaves', () => {
    const { text, left } = one(
      'cls-hooked',
      lines(
        "import { createNamespace, destroyNamespace } from 'cls-hooked';",
        "const ns = createNamespace('s');",
        "destroyNamespace('s');",
        'ns.run((context) => use(context));',
        'const context = ns.run(() => 1);',
        'app.use((req, res, next) => ns.run(() => next()));',
        'ns.bind(fn, context);',
        'use(ns.active);',
        'ns.bindEmitter(emitter);',
        'export { ns };',
      ),
    );
    expect(text).toContain('bindEmitter(emitter);');
    expect(text).toContain("const ns = Local.for('s');");
    const numbers = left.map((line) => Number(/:(\d+) /.exec(line)?.[1]));
    expect(numbers.toSorted((first, second) => first - second)).toEqual([3, 4, 5, 6, 6, 7, 8]);
  });
});

describe('async-local-storage', () => {
  test('follows a storage into other files, in TypeScript too', () => {
    const { changed, leftovers } = migrate(
      'async-local-storage',
      new Map([
        [
          'src/store.ts',
          lines(
            "import { AsyncLocalStorage, AsyncResource } from 'async_hooks';",
            'interface Store { user: string }',
            'export const store = new AsyncLocalStorage<Store>();',
            'export const cache = new AsyncLocalStorage<Map<string, number>>();',
            'export const keep = AsyncResource.bind((x: number): number => x);',
          ),
        ],
        [
          'src/app.ts',
          lines(
            "import { store as s, cache } from './store.js';",
            'export const user = (): string => s.getStore()!.user;',
            "export const hits = (): number | undefined => cache.getStore()?.get('hits');",
            "export function hit(): void { cache.getStore()!.set('hits', 1); }",
            'export const isIn = (): boolean => s.getStore() !== undefined;',
            "s.run({ user: 'ada' }, user);",
          ),
        ],
      ]),
    );
    expect(changed.get('src/store.ts')).toBe(
      lines(
        "import { Local, bind } from '@aiolocals/core';",
        'interface Store { user: string }',
        'export const store = new Local<Store>();',
        'export const cache = new Local();',
        'export const keep = bind((x: number): number => x);',
      ),
    );
    const app = changed.get('src/app.ts');
    expect(app).toContain('(): string => s.user;');
    expect(app).toContain('(): number | undefined => Local.peek(cache)?.hits;');
    expect(app).toContain('cache.hits = 1;');
    expect(app).toContain('Local.peek(s) !== undefined');
    expect(app).toMatch(
      /new Context\(\{ locals: \[s\] \}\)\.run\(\(\) => \{\s+s\.user = 'ada';\s+return user\(\);\s+\}\);/,
    );
    expect(leftovers).toEqual([]);
  });

  test('keeps what reads the store as a whole, if it only reads', () => {
    const { text, left } = one(
      'async-local-storage',
      lines(
        "import { AsyncLocalStorage } from 'node:async_hooks';",
        'const als = new AsyncLocalStorage();',
        'function read() { const store = als.getStore(); if (!store) return; return store.a + store?.b; }',
        'function write() { const store = als.getStore(); store.a = 1; }',
        'function give() { return als.getStore(); }',
        "als.run(new Map([['a', 1], ['b-c', 2]]), () => read());",
        'als.run(shared, read);',
        'als.run({}, read, 1);',
        'app.use((req, res, next) => als.run({ id: 1 }, next));',
        'als.enterWith({});',
        'als.disable();',
      ),
    );
    expect(text).toContain('const store = Local.peek(als); if (!store) return;');
    expect(text).toContain('function write() { const store = als.getStore(); store.a = 1; }');
    expect(text).toContain("Object.assign(als, {\n    a: 1,\n    ['b-c']: 2\n  });");
    expect(text).toContain('new Context({ locals: [als] }).run(read, 1);');
    expect(left.map((line) => Number(/:(\d+) /.exec(line)?.[1]))).toEqual([4, 5, 7, 9, 10, 11]);
  });
});

test('adds names to an existing import, and leaves its types alone', () => {
  const { text } = one(
    'cls-rtracer',
    lines(
      "import type { Context } from '@aiolocals/core';",
      "import { request } from '@aiolocals/core';",
      "import rTracer from 'cls-rtracer';",
      'export const id = (): Context | string => rTracer.id() ?? request.path;',
    ),
    'id.ts',
  );
  expect(text).toBe(
    lines(
      "import type { Context } from '@aiolocals/core';",
      "import { request, Local } from '@aiolocals/core';",
      'export const id = (): Context | string => Local.peek(request)?.id ?? request.path;',
    ),
  );
});

test('writes imports where the only one is removed', () => {
  const source = "import rTracer from 'cls-rtracer';\nconsole.log(rTracer.id());\n";
  expect(one('cls-rtracer', source, 'app.js').text).toContain('import { Local, request } from');
});

test('finds a storage in every form of export', () => {
  const made = (code: string): string =>
    `const { AsyncLocalStorage } = require('node:async_hooks');\n${code}\n`;
  const exporting = {
    'a.js': made('const als = new AsyncLocalStorage(); module.exports = { als };'),
    'b.js': made('exports.als = new AsyncLocalStorage();'),
    'c.mjs': lines(
      "import { AsyncLocalStorage } from 'node:async_hooks';",
      'const als = new AsyncLocalStorage(); export { als as other }; export default als;',
    ),
  };
  const using = {
    'use-a.js': "const { als } = require('./a'); als.exit(f);",
    'use-b.js': "const { als: mine } = require('./b.js'); mine.exit(f);",
    'use-c.mjs': "import als, { other } from './c.mjs'; als.exit(f); other.exit(f);",
  };
  const { changed } = migrate(
    'async-local-storage',
    new Map(Object.entries({ ...exporting, ...using })),
  );
  expect(changed.get('b.js')).toContain('exports.als = new Local();');
  for (const file of Object.keys(using))
    expect(changed.get(file)).not.toMatch(/(?:als|mine|other)\.exit/);
});

test('refuses a library that it does not know', () => {
  expect(() => migrate('cls' as never, new Map())).toThrow(
    /one of async-local-storage, asynchronous-local-storage, cls-hooked/,
  );
});

test.each<[unknown]>([
  [undefined],
  [{ 'app.js': 'text' }],
  [[['app.js', 'text']]],
  [new Set(['app.js'])],
  [new Map([['app.js', 7]])],
])('refuses %o in place of the files', (files) => {
  expect(() => migrate('cls-rtracer', files as never)).toThrow(
    new TypeError('Expected `files` to be a Map of the text of each file, by its path'),
  );
});
