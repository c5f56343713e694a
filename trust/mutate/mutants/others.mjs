// @ts-check
import { mutantsOf } from '../mutants-of.mjs';

export default [
  ...mutantsOf('packages/nest', {
    'src/bind-observable.ts': [
      [
        'error: bind((error: unknown) => subscriber.error(error))',
        'error: (error: unknown) => subscriber.error(error)',
        'bind-observable',
      ],
    ],
    'src/internal/units/inbound-id.ts': [
      [
        'ACCEPTABLE.test(id) : VISIBLE.test(id) && validate(id)',
        'ACCEPTABLE.test(id) : validate(id)',
        'microservices jobs',
      ],
      ['  warned.add(given);\n', '', 'microservices jobs'],
    ],
    'src/internal/units/run-unit.ts': [
      [
        '  } catch (error) {\n    close();\n',
        '  } catch (error) {\n',
        'microservices gateways jobs',
      ],
    ],
    'src/internal/logger/entry-of.ts': [
      ['!(isError && STACK.test(last))', 'true', 'context-logger'],
      ["fields['stack'] ??= message.stack;", '', 'context-logger'],
    ],
    'src/internal/async-options-providers.ts': [
      ['if (given.length !== 1) {', 'if (given.length === 0) {', 'context-module'],
    ],
  }),
  ...mutantsOf('packages/ws', {
    'src/internal/delivery.ts': [
      ['if (this.#pending === 0) this.#close();', 'this.#close();', 'contexts'],
      ['if (!types.isPromise(result)) return result;', 'return result;', 'contexts'],
    ],
    'src/internal/emit-of-server.ts': [
      [
        'if (!lines.some((line) => line.toLowerCase().startsWith(start)))\n',
        '',
        'options contexts servers',
      ],
      ['if (OF_NOBODY.has(event)) return Context.exit(emit);', '', 'servers contexts'],
    ],
    'src/internal/bind-socket.ts': [
      [
        "for (const name of ['send', 'ping', 'pong']) {",
        "for (const name of ['send', 'ping']) {",
        'contexts servers unchanged',
      ],
      [
        'connection.end(code === LOST ? reason : undefined);',
        'connection.end(undefined);',
        'contexts servers',
      ],
    ],
    'src/internal/connection.ts': [['parent.cancel(new CancelledError(reason));', '', 'contexts']],
  }),
  ...mutantsOf('packages/testing', {
    'src/probe.ts': [
      [
        'else if (current === id) counts.kept += 1;',
        'else if (current !== "") counts.kept += 1;',
        'probe',
      ],
      ['Math.max(calls - count, 0)', 'calls - count', 'probe'],
      ['if (!isComplete()) await atMost(patience, completed.signal);', '', 'probe'],
    ],
    'src/sightings.ts': [
      [
        "else if (id === headers['x-request-id']) this.#correct += 1;",
        'else if (id !== "") this.#correct += 1;',
        'contract',
      ],
    ],
  }),
];
