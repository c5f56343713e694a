// @ts-check
// All pages of docs/, in the order in which the site lists them. `pnpm docs:check` fails if a page is missing here.

/** @typedef {{ title: string, closed?: true, pages: Record<string, string> }} Section */

/** @type {Section[]} */
export const sections = [
  {
    title: 'Getting started',
    pages: {
      Express: 'getting-started/express.md',
      Koa: 'getting-started/koa.md',
      Fastify: 'getting-started/fastify.md',
      Nest: 'getting-started/nest.md',
      Hono: 'getting-started/hono.md',
      hapi: 'getting-started/hapi.md',
      GraphQL: 'getting-started/graphql.md',
      Next: 'getting-started/next.md',
      'Any server of Node': 'getting-started/bare-http.md',
      WebSockets: 'websockets.md',
    },
  },
  {
    title: 'Guide',
    pages: {
      'What to read': 'guide.md',
      Logging: 'logging.md',
      Requests: 'requests.md',
      'State of your own': 'state.md',
      'Background tasks': 'tasks.md',
      'Cancellation and deadlines': 'cancellation.md',
      'Jobs and queues': 'jobs.md',
      'Threads and Piscina': 'threads.md',
      'Callbacks and emitters': 'callbacks.md',
      'Testing your code': 'testing.md',
    },
  },
  {
    title: 'Coming from',
    closed: true,
    pages: {
      AsyncLocalStorage: 'coming-from/async-local-storage.md',
      'cls-hooked': 'coming-from/cls-hooked.md',
      'cls-rtracer': 'coming-from/cls-rtracer.md',
      'express-http-context': 'coming-from/express-http-context.md',
      'nestjs-cls': 'coming-from/nestjs-cls.md',
      '@fastify/request-context': 'coming-from/fastify-request-context.md',
      'asynchronous-local-storage': 'coming-from/asynchronous-local-storage.md',
      "Python's aiolocals": 'coming-from/python.md',
    },
  },
  {
    title: 'Help',
    pages: {
      'I lost my context': 'lost-context.md',
      'What libraries do to a context': 'compatibility.md',
      'What code sees, place by place': 'places.md',
      'Errors and warnings': 'errors.md',
      'Questions and answers': 'faq.md',
    },
  },
  {
    title: 'Platforms',
    pages: {
      'Bun, Deno and Workers': 'runtimes.md',
      Bundlers: 'bundlers.md',
      TypeScript: 'typescript.md',
    },
  },
  {
    title: 'Know more',
    pages: {
      'How it works': 'how-it-works.md',
      Performance: 'performance.md',
      Benchmarks: 'benchmarks.md',
      Security: 'security.md',
    },
  },
  {
    title: 'For contributors',
    closed: true,
    pages: {
      Design: 'design.md',
      Architecture: 'architecture.md',
      'Write an adapter': 'adapters.md',
      Decisions: 'decisions/README.md',
      'One runtime': 'decisions/0001-one-runtime.md',
      'Bind at emit': 'decisions/0002-bind-at-emit.md',
      'Proxy and accessors': 'decisions/0003-proxy-and-accessors.md',
      'Our own context only': 'decisions/0004-own-context-only.md',
      'A new promise': 'decisions/0005-run-returns-a-new-promise.md',
      'Two builds': 'decisions/0006-two-builds.md',
      'A package for the lines': 'decisions/0007-a-package-for-the-lines.md',
      'Joined modules': 'decisions/0008-joined-modules.md',
      'The first version': 'decisions/0009-first-version.md',
    },
  },
];

/** Pages that need no entry: the home page. */
export const unlisted = ['index.md'];
