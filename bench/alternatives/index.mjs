// @ts-check

/**
 * Loads an alternative by name. Only one a process: each AsyncLocalStorage changes the cost of all others.
 *
 * @type {Record<string, () => Promise<import('./raw.mjs').Alternative>>}
 */
export const alternatives = {
  'raw AsyncLocalStorage': async () => (await import('./raw.mjs')).raw,
  '@aiolocals': async () => (await import('./aiolocals.mjs')).aiolocals,
  'an AsyncLocalStorage each': async () => (await import('./als-each.mjs')).alsEach,
  'nestjs-cls': async () => (await import('./nestjs-cls.mjs')).nestjsCls,
  'cls-rtracer': async () => (await import('./cls-rtracer.mjs')).clsRtracer,
  OpenTelemetry: async () => (await import('./opentelemetry.mjs')).openTelemetry,
  '@fastify/request-context': async () =>
    (await import('./fastify-request-context.mjs')).fastifyRequestContext,
  'express-http-context': async () =>
    (await import('./express-http-context.mjs')).expressHttpContext,
  unctx: async () => (await import('./unctx.mjs')).unctx,
};

export const RAW = 'raw AsyncLocalStorage';
export const OURS = '@aiolocals';
