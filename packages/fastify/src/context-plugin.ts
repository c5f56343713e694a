import { type RequestOptions, requestPolicy } from '@aiolocals/core/http';
import { expectBoolean, expected, optionsChecker } from '@aiolocals/core/options';
import type { FastifyInstance } from './internal/fastify-shapes.js';
import { openingHook } from './internal/opening-hook.js';
import { MARK } from './internal/prepare-reply.js';
import { shareId } from './internal/share-id.js';

/** What {@link contextPlugin} takes besides what every adapter takes. */
export interface ContextPluginOptions extends RequestOptions {
  /**
   * Whether Fastify's `request.id` is the id of the context too, and so is `reqId` on the lines of `request.log`. It takes the
   * place of the `genReqId` of the app.
   *
   * @default false
   * @example `{ genReqId: true }`
   */
  readonly genReqId?: boolean;
}

/** A plugin for Fastify 4 and 5. */
export type ContextPlugin = (
  fastify: { readonly version: string },
  options: ContextPluginOptions,
) => Promise<void>;

const SUPPORTED = '4.x || 5.x';

// `requestPolicy` looks at the values.
const isAny = (): void => {};
const requestOptions: Record<keyof RequestOptions, () => void> = {
  header: isAny,
  trust: isAny,
  validate: isAny,
  generate: isAny,
  echo: isAny,
  timeout: isAny,
  maxTimeout: isAny,
  maxPathLength: isAny,
  setup: isAny,
  onClose: isAny,
};
/** What Fastify takes itself, of any plugin. */
const registerOptions = { prefix: isAny, logLevel: isAny, logSerializers: isAny };

const checkOptions = optionsChecker('contextPlugin', {
  ...requestOptions,
  genReqId: expectBoolean,
  ...registerOptions,
});

/** Hides what `requestPolicy` does not know. It leaves inherited options: they may be an instance of a class. */
const HIDDEN = Object.fromEntries(
  ['genReqId', ...Object.keys(registerOptions)].map((name) => [name, { value: undefined }]),
);

/**
 * Gives each request its own context. Register it first: hooks that are added before it run outside any context.
 *
 * It applies to the scope that it is registered in, and to all scopes in that, as a plugin made by `fastify-plugin` does.
 *
 * If `setup` of the options returns a promise, the next hook is called when that is fulfilled. If it rejects, the error
 * handlers get the reason.
 *
 * @throws TypeError if an option is not what it should be. Fastify throws if its version is not supported.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { contextPlugin } from '@aiolocals/fastify';
 * import { fastify } from 'fastify';
 *
 * const app = fastify();
 * await app.register(contextPlugin, { timeout: 30_000 });
 * app.get('/', async () => request.id);
 * ```
 */
export const contextPlugin: ContextPlugin = Object.assign(
  // Fastify reports what an async plugin throws. What another one throws ends the process.
  async function contextPlugin(fastify: unknown, options: ContextPluginOptions): Promise<void> {
    if (!isFastify(fastify)) throw noFastify(fastify);
    checkOptions(options);
    const policy = requestPolicy(Object.create(options, HIDDEN) as RequestOptions, 'contextPlugin');
    if (options.genReqId === true) shareId(fastify, policy);
    if (!fastify.hasReplyDecorator(MARK)) {
      // Nobody reads the value: the property marks the replies of this scope.
      fastify.decorateReply(MARK, { getter: isAny });
    }
    fastify.addHook('onRequest', openingHook(policy));
  },
  {
    // What `fastify-plugin` sets: the hook applies to the scope that registers the plugin.
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: '@aiolocals/fastify',
    [Symbol.for('plugin-meta')]: { name: '@aiolocals/fastify', fastify: SUPPORTED },
  },
);

function isFastify(value: unknown): value is FastifyInstance {
  const { addHook, decorateReply } = (value ?? {}) as Partial<FastifyInstance>;
  return typeof addHook === 'function' && typeof decorateReply === 'function';
}

function noFastify(value: unknown): TypeError {
  return expected(
    'fastify',
    'an instance of Fastify',
    value,
    'register the plugin, and do not call it: `app.register(contextPlugin, options)`',
  );
}
