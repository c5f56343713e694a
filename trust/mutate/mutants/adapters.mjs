// @ts-check
import { mutantsOf } from '../mutants-of.mjs';

const EXPRESS = 'context-middleware setup wrong-calls';
const KOA = 'context-middleware setup';

export default [
  ...mutantsOf('packages/express', {
    'src/internal/next-after.ts': [
      ['error || new Error', 'error ?? new Error', 'setup'],
      [
        'visit(frame, request, prepareReached, next, reason);',
        'next(reason);',
        'setup',
        'each layer enters the context itself',
      ],
    ],
    'src/internal/prepare-express.ts': [
      [
        'lastBinding !== undefined && lastBinding.prototype.emit === lastBinding.emit',
        'lastBinding !== undefined',
        EXPRESS,
      ],
      ['if (route !== undefined) prepareLayers(route);', '', EXPRESS],
      ['prepareLayers(app._router ?? app.router);', 'prepareLayers(app.router);', EXPRESS],
      ['bindResponseCallbacks(app.response);', '', EXPRESS],
      ['onPutBack(enterMethods(response, ANSWERS));', '', EXPRESS],
      ["['send', 'json', 'jsonp', 'redirect']", "['send', 'json', 'jsonp']", EXPRESS],
    ],
    'src/internal/reenter-layers.ts': [
      [
        '    visited.request = before;\n    look(request);',
        '    visited.request = before;',
        EXPRESS,
      ],
      [
        'if (before === request) return frame.enter(fn, ...args);',
        '',
        EXPRESS,
        'a request that is looked at again has nothing new to show',
      ],
      [
        ': visit(frame, req, look, () => original.call(this, error, req, res, bound));',
        ': original.call(this, error, req, res, bound);',
        EXPRESS,
      ],
      [
        'else visit(isHere ? current : called, req, look, next, error);',
        'else next(error);',
        EXPRESS,
      ],
      ['return this.route === undefined ? replacement : original;', 'return original;', EXPRESS],
    ],
    'src/internal/replace-method.ts': [
      [
        "if (typeof original !== 'function' || REPLACED in original) return;",
        "if (typeof original !== 'function') return;",
        EXPRESS,
      ],
      ['if ((prototype as Methods)[name] === replacement) assign', 'assign', EXPRESS],
    ],
    'src/internal/express-shapes.ts': [
      [
        'return appAt(request) ?? appAt(',
        'return appAt(',
        EXPRESS,
        'the prototype of the request has the same app',
      ],
    ],
    'src/internal/bind-response-callbacks.ts': [
      ['frameFor(context).bind(arg as Render)', 'arg', EXPRESS],
    ],
  }),
  ...mutantsOf('packages/koa', {
    'src/internal/prepare-app.ts': [
      ['(ctx as Marked)[HANDLED] = true;', '', KOA],
      [
        'if (app === lastApp && echo === lastEcho) return isHandled;',
        'if (app === lastApp) return isHandled;',
        KOA,
      ],
      [
        'if (!prepared.has(app)) enterResponses(app);',
        'enterResponses(app);',
        KOA,
        'a second wrapper does what the first does',
      ],
      ['if (policy.setup === undefined) ', '', KOA],
      ['openEarly(app.middleware[0], ctx)', 'undefined', KOA, 'it only takes one context less'],
      [
        'context.enter(() => handleRequest.call(this, ctx, handle))',
        'handleRequest.call(this, ctx, handle)',
        KOA,
      ],
    ],
    'src/internal/enter-response.ts': [
      ["if (Object.hasOwn(ctx, 'respond')) return;", '', KOA],
      ['if (currentFrame() === outside) enterRest(context);', 'enterRest(context);', KOA],
      ['if (currentFrame() === outside) enterRest(context);', '', KOA],
    ],
    'src/internal/request-promise.ts': [
      [
        'onRejected && bindTo(ctx, onRejected)),\n    );\n  }\n}\n',
        'onRejected),\n    );\n  }\n}\n',
        KOA,
      ],
      [
        'context === undefined ? callback(value) : context.enter(callback, value)',
        'callback(value)',
        KOA,
      ],
    ],
    'src/internal/keep-header.ts': [
      ['if (!this.headersSent && !this.hasHeader(name)) this.setHeader(name, value);', '', KOA],
    ],
    'src/context-middleware.ts': [
      ['  await setup;\n', '', KOA],
      [
        'const promise = isWithin ? proceed() : context.enter(proceed);',
        'const promise = context.enter(proceed);',
        KOA,
      ],
    ],
  }),
  ...mutantsOf('packages/fastify', {
    'src/context-plugin.ts': [
      ['if (options.genReqId === true) shareId(fastify, policy);', '', 'gen-req-id'],
      ['    checkOptions(options);\n', '', 'wrong-calls'],
    ],
    'src/internal/opening-hook.ts': [
      ['failSetup(request, error, done);', 'done(error);', 'context-plugin reentry'],
      [
        'if (setup === undefined) frameFor(context).enter(done);',
        'if (setup === undefined) done();',
        'unknown-shape',
      ],
      ['    await setup;\n', '', 'context-plugin'],
      ['error || new Error', 'error ?? new Error', 'context-plugin'],
    ],
    'src/internal/prepare-route.ts': [
      ["  ['onSend', reenterPayloadHook],\n", '', 'reentry'],
      ["  ['onError', reenterPayloadHook],\n", '', 'reentry'],
      [
        'if (isRoute(route[symbol])) prepareRoute(route[symbol]);',
        '',
        'reentry context-plugin unchanged',
      ],
      ['parser.fn = replaced(parser.fn, reenterParser);', '', 'reentry'],
    ],
    'src/internal/prepare-reply.ts': [["  ['trailer', bindingTrailer],\n", '', 'reentry']],
    'src/internal/reenter.ts': [
      ['else called.enter(next, error, payload);', 'else next(error, payload);', 'reentry'],
      [
        '[REENTERS]: { value: true },',
        '',
        'unchanged reentry',
        'within the context, a second wrapper enters nothing',
      ],
    ],
    'src/internal/route-of.ts': [
      ['return isRoute(value) ? value : undefined;', 'return undefined;', 'reentry context-plugin'],
    ],
    'src/internal/share-id.ts': [
      [
        "if (typeof requestIdHeader === 'string' || requestIdHeader === true) {",
        'if (requestIdHeader === true) {',
        'wrong-calls',
      ],
    ],
    'src/internal/warn-of-shape.ts': [['  isWarned = true;\n', '', 'unknown-shape']],
  }),
];
