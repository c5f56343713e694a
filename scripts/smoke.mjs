// @ts-check
// Installs the packed tarballs in an empty project, as a user would, and runs a service on them: as an ECMAScript module
// and as CommonJS.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'aiolocals-smoke-'));

/** @returns {{ private?: boolean, peerDependencies?: Record<string, string> }} */
const manifestOf = (/** @type {string} */ name) =>
  JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8'));
const published = readdirSync(packages).filter((name) => manifestOf(name).private !== true);

const service = `
const app = express();
const pinoLogger = attachContext(pino());
app.use(contextMiddleware());
app.get('/hello', async (req, res) => {
  await new Promise((resolve) => setImmediate(resolve));
  winston.info('said hello');
  pinoLogger.info('pino said hello');
  res.json({ id: request.id });
});
const server = app.listen(0, '127.0.0.1', async () => {
  const logger = configureLogging('smoke', { debug: false });
  const url = 'http://127.0.0.1:' + server.address().port + '/hello?secret=1';
  const response = await fetch(url, { headers: { 'X-Request-ID': 'mine-1' } });
  const { id } = await response.json();
  server.close();
  await logger.flush();
  console.log(JSON.stringify({ id, header: response.headers.get('x-request-id') }));
});
`;
const names = {
  express: 'express',
  winston: 'winston',
  '{ request }': '@aiolocals/core',
  '{ contextMiddleware }': '@aiolocals/express',
  '{ configureLogging }': '@aiolocals/logging',
  '{ attachContext }': '@aiolocals/pino',
  '{ pino }': 'pino',
};
const imports = Object.entries(names).map(([name, from]) => `import ${name} from '${from}';\n`);
const requires = Object.entries(names).map(
  ([name, from]) => `const ${name} = require('${from}');\n`,
);

const run = (/** @type {string} */ command, /** @type {string[]} */ ...args) =>
  execFileSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

try {
  const tarballs = published.map((name) => {
    const tarball = join(folder, `${name}.tgz`);
    execFileSync('pnpm', ['pack', '--out', tarball], {
      cwd: join(packages, name),
      stdio: 'ignore',
    });
    return tarball;
  });
  const peers = published.flatMap((name) => Object.keys(manifestOf(name).peerDependencies ?? {}));
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', 'install', ...quiet, ...tarballs, ...new Set(peers));

  writeFileSync(join(folder, 'service.mjs'), imports.join('') + service);
  writeFileSync(join(folder, 'service.cjs'), requires.join('') + service);
  for (const file of ['service.mjs', 'service.cjs']) {
    const printed = run(process.execPath, file).trim().split('\n');
    const line = JSON.parse(printed.find((text) => text.includes('"said hello')) ?? '{}');
    const ofPino = JSON.parse(printed.find((text) => text.includes('pino said hello')) ?? '{}');
    const answer = JSON.parse(printed.at(-1) ?? '{}');
    const seen = [line.requestId, line.requestPath, line.service, answer.id, answer.header].join(
      ' ',
    );
    if (seen !== 'mine-1 /hello smoke mine-1 mine-1' || ofPino.requestId !== 'mine-1')
      throw new Error(`${file} printed ${printed.join('\n')}`);
  }
  for (const name of published) run(process.execPath, '-e', `require('@aiolocals/${name}')`);
  console.log(
    `${published.length} packages installed from their tarballs, and used in both formats`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
