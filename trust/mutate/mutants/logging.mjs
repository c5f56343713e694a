// @ts-check
import { mutantsOf } from '../mutants-of.mjs';

const winston = mutantsOf('packages/logging', {
  'src/internal/line/quote.ts': [
    [
      'text.length > most || text.length > MAX_STRING_LENGTH ? shorten(text, most) : text',
      'text',
      'limits',
    ],
  ],
  'src/internal/line/to-json.ts': [
    ['if (walk.above.includes(value)) return \'"[Circular]"\';', '', 'limits'],
    ['const left = MAX_CHARACTERS - walk.characters;', 'const left = MAX_CHARACTERS;', 'limits'],
    ['Number.isFinite(value) ? String(value) : `"${value}"`', 'String(value)', 'limits'],
    ['Math.min(byteLength, MAX_BYTES)', 'byteLength', 'limits'],
  ],
  'src/internal/line/template.ts': [
    ['if (near === undefined || !isSlip(name, near)) continue;', 'continue;', 'bounds'],
  ],
  'src/internal/line/text-line.ts': [
    [
      "if (typeof value === 'string') return escapeLine(value);",
      "if (typeof value === 'string') return value;",
      'not-forgeable',
    ],
    ['const nameText = escapeLine(name);', 'const nameText = name;', 'log-configuration'],
  ],
  'src/internal/entry/describe-error.ts': [
    ["if (walk.above.includes(value)) return '[Circular]';", '', 'limits'],
    ['walk.left -= 1;', '', 'limits'],
  ],
  'src/internal/entry/arguments.ts': [
    [
      "if (token === '%%') return args.length > 0 ? '%' : token;",
      "if (token === '%%') return '%';",
      'ways-to-log',
    ],
  ],
  'src/internal/entry/reserved-names.ts': [
    ['if (reserved.has(key)) shadow(entry, key, value);\n    else if', 'if', 'not-forgeable'],
    ['Object.hasOwn(shadowed, name); count++', 'false; count++', 'bounds'],
  ],
  'src/internal/logger/admission.ts': [
    [
      'limitRank === undefined || rank <= limitRank',
      'limitRank === undefined || rank < limitRank',
      'levels',
    ],
    ['if (logger.silent) return 0;', '', 'levels ways-to-log configure-logging formats'],
    [
      'let wanted = ownLevel === undefined ? byLogger : passes(logger, rank, ownLevel);',
      'let wanted = byLogger;',
      'levels',
    ],
  ],
  'src/internal/logger/deliver.ts': [
    ['    render(root, entry);\n    return hasRoom;', '    return hasRoom;', 'attribution'],
    ['if (writable.ending) return printLate(root, entry, callback);', '', 'robustness'],
    ['return { ...entry, [MESSAGE]: toJson(entry) };', 'return false;', 'robustness formats'],
  ],
  'src/internal/logger/child.ts': [['[...inherited, own]', '[own]', 'ways-to-log not-forgeable']],
  'src/internal/transport/flush.ts': [
    ['if (isEndUnknown(transport)) isFlushed = false;', '', 'flush flush-transports'],
    ['if (takeFailure(transport)) isFlushed = false;', '', 'flush flush-transports'],
    ['if (performance.now() >= deadline) return false;', '', 'flush flush-transports'],
  ],
  'src/internal/transport/in-flight.ts': [['if (isCalled) return;', '', 'delivery']],
  'src/internal/transport/in-context-of.ts': [
    [
      'else if (context === undefined) Context.exit(write);\n    else',
      'else if (context === undefined) write();\n    else',
      'attribution',
    ],
  ],
  'src/internal/transport/keep-transports.ts': [
    ['!logger.transports.includes(transport)', 'false', 'oldest-winston'],
  ],
});

/** What loggers share, which the tests of winston's half notice. */
const shared = mutantsOf(
  'packages/lines',
  {
    'src/internal/fields/captured-request.ts': [
      ['return context.closed ? reportLateUse(context) : undefined;', 'return undefined;', 'late'],
    ],
    'src/internal/escape.ts': [
      ['/[\\u007F-\\u009F\\u2028-\\u202E\\u2066-\\u2069]/g', '/[\\u2028-\\u202E]/g', 'bounds'],
      ["&& !json.includes('\\u007F')", '', 'bounds'],
      [
        '/[\\u0000-\\u001F\\u007F-\\u009F\\u2028-\\u202E\\u2066-\\u2069]/',
        '/[\\u0000-\\u001F\\u007F\\u2028-\\u202E\\u2066-\\u2069]/',
        'not-forgeable hostile',
      ],
      ["'\\n': '\\\\n', '\\r'", "'\\n': '\\n', '\\r'", 'not-forgeable'],
    ],
    'src/internal/fields/fields.ts': [
      ['return redaction === undefined ? undefined : REDACTED;', 'return undefined;', 'fields'],
      [
        'if (own.has(name) || !takes(name, taking)) throw',
        'if (!takes(name, taking)) throw',
        'fields options',
      ],
    ],
    'src/internal/fields/field-selection.ts': [
      [
        'if (attributes !== undefined) expectKnown(`${name}.attributes`, attributes, declared);',
        '',
        'fields options',
      ],
    ],
    'src/internal/access-log/access-line.ts': [
      [
        "return status >= 400 || aborted ? 'warn' : 'info';",
        "return status >= 400 ? 'warn' : 'info';",
        'access-log',
      ],
      ['Promise.resolve(level).catch(() => undefined);', '', 'access-log'],
    ],
    'src/internal/fingers-crossed/held-lines.ts': [
      [
        'if (holder.lines.length > this.limits.lines) this.#dropOldestLine(holder);',
        '',
        'fingers-crossed',
      ],
      [
        'while (this.#bytes > this.limits.bytes) this.#dropOldestLine(this.#oldest());',
        '',
        'fingers-crossed',
      ],
      ['for (const { bytes } of lines) this.#bytes -= bytes;', '', 'fingers-crossed'],
      [
        'if (this.#holding.size >= this.limits.contexts) {',
        'if (this.#holding.size > this.limits.contexts) {',
        'fingers-crossed',
      ],
      [
        'if (holder !== undefined) queueMicrotask(() => this.#discard(holder));',
        '',
        'fingers-crossed',
      ],
    ],
    'src/internal/warn-once.ts': [
      ['subjects.has(key) || ', '', 'robustness levels request-id-filter'],
    ],
  },
  'packages/logging',
);

export default [...winston, ...shared];
