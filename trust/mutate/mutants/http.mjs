// @ts-check
import { mutantsOf } from '../mutants-of.mjs';

export default mutantsOf('packages/core', {
  'src/http/choose-id.ts': [
    [
      'return headers.get(name) ?? undefined',
      'return headers.get(name)',
      'http/choose-id web/context-fetch',
    ],
    ['key.toLowerCase() === name', 'key === name', 'http/choose-id'],
  ],
  'src/http/internal/choose-id.ts': [
    [
      'callOption(TRUST, trust as Asked, ...args) === true',
      'Boolean((trust as Asked)(...args))',
      'http/request-id',
    ],
    [
      'const ACCEPTABLE = /^[A-Za-z0-9._:+/=@-]{1,128}$/;',
      'const ACCEPTABLE = /^[A-Za-z0-9._:+/=@ -]{1,128}$/;',
      'http/request-id http/hostile-headers http/choose-id',
    ],
    [
      'return isPrintableId(id) && callOption(VALIDATE, validate, id) === true;',
      'return callOption(VALIDATE, validate, id) === true;',
      'http/request-id http/hostile-headers',
    ],
    [
      'text\n    .slice(0, LONGEST_REJECTED)\n',
      'text\n',
      'http/request-summary http/request-id http/hostile-headers',
      'what is cut first is cut again at the end',
    ],
    [
      '/[^\\x20-\\x5b\\x5d-\\x7e]/g',
      '/[^\\x20-\\x7e]/g',
      'http/request-summary http/request-id http/hostile-headers',
    ],
  ],
  'src/http/internal/call-option.ts': [
    [
      '  ignoreRejection(result);\n',
      '',
      'http/request-id http/wrong-calls http/timeout http/request-policy',
    ],
    ['  warned.add(fn);\n', '', 'http/request-id http/timeout'],
    [
      'return undefined;\n  }\n  if (expected',
      'throw error;\n  }\n  if (expected',
      'http/request-id',
    ],
  ],
  'src/http/internal/call-on-close.ts': [
    ['  alreadyWarned.add(onClose);\n', '', 'http/pipelined-connections'],
  ],
  'src/http/internal/close-exchange.ts': [
    [
      'if (context.closed || exchange.aborted) return;',
      'if (context.closed) return;',
      'http/request-lifetime http/request-summary',
      'a context is cancelled once, and `aborted` is true already',
    ],
    ['exchange.aborted = true;\n  context.cancel', 'context.cancel', 'http/request-summary'],
  ],
  'src/http/internal/close-with-socket.ts': [
    ['exchange.context.onClose(() => others.delete(exchange));', '', 'http/pipelined-connections'],
    [
      'const others = waiting.get(socket as Socket) ?? watch(socket as Socket);',
      'const others = watch(socket as Socket);',
      'http/pipelined-connections',
    ],
    ['if (reply !== undefined) abort(exchange);', 'abort(exchange);', 'http/pipelined-connections'],
    [
      'closeExchange(exchange, reply);\n    }',
      '}',
      'http/request-lifetime http/open-connection http/bind-server-sockets',
    ],
  ],
  'src/http/internal/count-body.ts': [
    ["if (EMPTY.has(statusCode) || method === 'HEAD') return 0;", '', 'http/request-summary'],
    [
      "typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8'",
      "'utf8'",
      'http/request-summary',
    ],
  ],
  'src/http/internal/expect-option.ts': [
    [
      '(value as number) >= SHORTEST_PATH',
      '(value as number) >= 0',
      'http/request-policy http/request-path',
    ],
    [
      "/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/",
      "/^[!#$%&'*+.^_`|~0-9A-Za-z -]+$/",
      'http/request-policy http/request-id',
    ],
  ],
  'src/http/internal/node-prototypes.ts': [
    ['target.rawListeners?.(event)[0] === ownListener.ofEnd', 'true', 'http/bound-emitters'],
    ['    ownListener.ofEnd !== undefined &&\n', '', 'http/bound-emitters'],
    ['else if (learns) learnOwnListener(this);', '', 'http/bound-emitters'],
    ["if (event === 'aborted') abort(exchange);", '', 'http/request-lifetime'],
  ],
  'src/http/internal/server/emission.ts': [
    ['CurrentContext.current() === undefined', 'true', 'carrier/base'],
  ],
  'src/http/open-request.ts': [[" || 'respond' in reply", '', 'http/bind-server-http2']],
  'src/http/internal/path-of.ts': [
    [
      'Math.max(query, fragment) : Math.min(query, fragment)',
      'query : Math.min(query, fragment)',
      'http/request-path',
    ],
    ["path.replace(ORIGIN, '') || '/'", "path.replace(ORIGIN, '')", 'http/request-path'],
    [
      'UNPRINTABLE.test(short) ? escaped(short) : short',
      'short',
      'http/request-path http/hostile-headers',
    ],
    [
      'const asked: unknown = given ?? request.originalUrl;',
      'const asked: unknown = given;',
      'http/request-path',
    ],
  ],
  'src/http/internal/timeout-of.ts': [
    ['Math.min(asked ?? Infinity, maxTimeout ?? Infinity)', 'asked ?? Infinity', 'http/timeout'],
    ['if (id !== undefined) requestLocal.id = id;', '', 'http/timeout'],
  ],
  'src/http/internal/join-request.ts': [
    [
      'if (policy === first || joined?.includes(policy) === true) return;',
      'if (policy === first) return;',
      'http/further-policies http/setup',
    ],
    ['timeout > first', 'timeout < first', 'http/further-policies'],
    ['  warned.add(policy);\n', '', 'http/further-policies'],
  ],
  'src/http/internal/run-setup.ts': [
    [
      'await (earlier === undefined ? started : Promise.all([earlier, started]));',
      'await started;',
      'http/setup http/further-policies',
    ],
    ['unfinishedSetups.get(context) === self()', 'true', 'http/setup http/further-policies'],
  ],
  'src/http/request-policy.ts': [
    ['header.toLowerCase()', 'header', 'http/request-id http/request-policy'],
    ['finite(Math.min(timeout ?? Infinity, maxTimeout))', 'timeout', 'http/timeout'],
    [
      'echo === true ? header || HEADER : echo || undefined',
      'echo === true ? HEADER : echo || undefined',
      'http/request-id',
    ],
  ],
  'src/http/internal/server/answer.ts': [
    [
      'if (reply.headersSent) reply.destroy();\n  else ',
      '',
      'http/bind-server-setup',
      'what throws is swallowed, and the response is destroyed with its connection',
    ],
    [
      '`Content-Length: ${TEXT.length}\\r\\n\\r\\n${TEXT}`',
      '`\\r\\n${TEXT}`',
      'http/bind-server-setup',
    ],
  ],
  'src/http/internal/server/open-stream.ts': [
    ["server.listenerCount('stream') === 1 &&", '', 'http/bind-server-http2'],
  ],
  'src/http/internal/server/server-binding.ts': [
    ['if (policies.length === 0) remove();', '', 'http/bind-server'],
    ['if (index === -1) return;', '', 'http/bind-server'],
  ],
  'src/internal/context/request-lifecycle.ts': [
    [
      'if (timeout < context.remaining())',
      'if (timeout > 0)',
      'http/timeout http/further-policies',
    ],
  ],
  'src/web/internal/host-exchange.ts': [
    ['claimed.has(host) || ', '', 'web/context-fetch web/hono'],
    ['host === asked.host && pathname', 'pathname', 'web/context-fetch web/hono'],
    ['method !== request.method || ', '', 'web/context-fetch web/hono'],
  ],
  'src/web/internal/follow-body.ts': [
    ['abort(exchange, error);', '', 'web/context-fetch'],
    ['await context.enter(pull, controller)', 'await pull(controller)', 'web/context-fetch'],
    ['exchange.bytes += value.byteLength', 'exchange.bytes += 1', 'web/context-fetch'],
  ],
});
