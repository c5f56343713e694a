// @ts-check
// Counts whose context the code of an app sees at each place of each framework, with these packages and with a plain
// `als.run`. Writes docs/places.md.
import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { renderPage } from './places/render-page.mjs';
import { runTests } from './places/run-tests.mjs';

const PAGE = fileURLToPath(new URL('../docs/places.md', import.meta.url));
const NEST = ['http', 'microservices', 'gateways', 'graphql'].map((name) => `test/${name}.test.ts`);

const noted = [
  runTests('contract', ['test/fastify.test.ts']),
  runTests('core', ['--project', 'outside', 'test/web/hono-places.test.ts']),
  runTests('nest', ['--project', 'nest-12', ...NEST], { AIOLOCALS_TIMES: '5' }),
  runTests('ws', ['test/places']),
];
const faults = noted.flatMap((each) => each.faults);
for (const fault of faults) console.log(fault);
if (faults.length === 0) writeFileSync(PAGE, renderPage(noted, process.version));
process.exitCode = faults.length > 0 ? 1 : 0;
