// @ts-check
// Runs the examples, one after the other, shows what they print, and ends with a table. Each checks its own output.
//   --serve   Keeps examples/express-api running, to try it with curl.
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { fileOf, runExample } from './run-example.mjs';

const EXAMPLES = [
  'express-api',
  'commonjs-express',
  'koa-api',
  'fastify-api',
  'nest-api',
  'hono',
  'bare-http',
  'existing-winston',
  'pino',
  'ws-chat',
  'worker-pool',
  'queue',
  'two-teams',
  'graceful-shutdown',
];
const { NO_COLOR = '' } = process.env;
const isColoured = process.stdout.isTTY && NO_COLOR === '';
const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
  isColoured ? `\u001B[${code}m${text}\u001B[0m` : text;

if (process.argv.includes('--serve')) await serve();
else await runAll();

async function serve() {
  process.argv.splice(1, process.argv.length, fileOf('express-api'), '--serve');
  // By its address, so that the compiler does not look into what is built.
  await import(pathToFileURL(fileOf('express-api')).href);
}

async function runAll() {
  const rows = [];
  // oxlint-disable-next-line no-await-in-loop -- one after the other
  for (const example of EXAMPLES) rows.push(await run(example));
  console.log();
  for (const { example, isRight, last } of rows) {
    console.log(
      `${isRight ? paint(32, '✓') : paint(31, '✗')} ${paint(1, example.padEnd(18))}${last}`,
    );
  }
  const right = rows.filter(({ isRight }) => isRight).length;
  console.log(`\n${right} of ${rows.length} examples kept every context`);
  if (right < rows.length) process.exitCode = 1;
}

async function run(/** @type {string} */ example) {
  console.log(`\n${paint(36, `# examples/${example}`)}\n`);
  const { code, last } = await runExample(example, (line) => console.log(ofRequest(line)));
  return { example, isRight: code === 0, last };
}

/** Gives what belongs to one request one colour. */
function ofRequest(/** @type {string} */ line) {
  return line.replaceAll(/(?<=#)[^\]\s]+(?=\])|(?<="requestId":")[^"]+/g, (id) => {
    const [root = ''] = id.split('/');
    const hash = [...Buffer.from(root)].reduce((sum, byte) => sum + byte, 0);
    return paint(31 + (hash % 6), id);
  });
}
