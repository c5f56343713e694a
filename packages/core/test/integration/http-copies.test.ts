import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './run-node.js';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

/** Runs a program that has two builds of the package, and what serves one request. */
async function program(first: string, second: string, body: string): Promise<unknown> {
  const { stdout, stderr, code } = await runNode([
    '--input-type=module',
    '--eval',
    `import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { once } from 'node:events';
const dist = ${JSON.stringify(dist)};
const first = await import(\`\${dist}/${first}/http/index.js\`);
const second = await import(\`\${dist}/${second}/http/index.js\`);
const { Context, request } = await import(\`\${dist}/${second}/index.js\`);
class Message extends IncomingMessage {}
class Reply extends ServerResponse {}
const seen = [];
const policyOf = (name) => first.requestPolicy({
  setup: () => seen.push(\`setup of the \${name}\`),
  onClose: ({ bytes }) => seen.push(\`\${bytes} bytes to the \${name}\`),
});
const server = createServer({ IncomingMessage: Message, ServerResponse: Reply }, (req, res) => {
  ${body}
  res.on('finish', () => seen.push(\`finished \${request.id}\`));
  res.write('12', () => Context.exit(() => res.end('345')));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const url = \`http://127.0.0.1:\${server.address().port}\`;
await (await fetch(url, { headers: { 'X-Request-ID': 'a1', 'Connection': 'close' } })).text();
server.close();
await once(server, 'close');
console.log(JSON.stringify(seen));`,
  ]);
  expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
  return JSON.parse(stdout);
}

const builds = [
  ['esm', 'cjs'],
  ['cjs', 'esm'],
] as const;

test.for(builds)(
  'a request that the %s build opened is found by the %s build, and opened once',
  async ([first, second]) => {
    const seen = await program(
      first,
      second,
      `const context = first.openRequest(req, res, policyOf('first'));
  const methods = () => [req.emit, res.emit, res.write, res.end];
  const before = methods();
  seen.push(second.contextOf(req) === context, second.contextOf(res) === context);
  seen.push(second.openRequest(req, res, policyOf('second')) === context);
  seen.push(methods().every((method, index) => method === before[index]));
  context.enter(() => seen.push(request.id));`,
    );
    expect(seen).toEqual([
      'setup of the first',
      true,
      true,
      'setup of the second',
      true,
      true,
      'a1',
      'finished a1',
      '5 bytes to the first',
      '5 bytes to the second',
    ]);
  },
);

test.for(builds)(
  'prototypes that the %s build bound serve a request that the %s build opens, once',
  async ([first, second]) => {
    const seen = await program(
      first,
      second,
      `const undo = first.bindPrototypes(Message.prototype, Reply.prototype);
  const undoAgain = second.bindPrototypes(Message.prototype, Reply.prototype);
  res.on('close', () => {
    undo();
    undoAgain();
    seen.push(!Object.hasOwn(Reply.prototype, 'emit'));
  });
  second.openRequest(req, res, policyOf('second'));
  seen.push(Object.hasOwn(res, 'emit'), first.contextOf(res) === second.contextOf(req));`,
    );
    expect(seen).toEqual([
      'setup of the second',
      false,
      true,
      'finished a1',
      true,
      '5 bytes to the second',
    ]);
  },
);
