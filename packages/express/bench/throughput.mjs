// @ts-check
// Hello World with keep-alive: `pnpm bench` in this folder's package. Needs the build.
import { compareThroughput } from '../../../scripts/compare-throughput.mjs';

await compareThroughput(new URL('server.mjs', import.meta.url), [
  'als.run(store, next)',
  'als.run(store, next), and the id echoed',
  '@aiolocals/express',
  '@aiolocals/express, echo: false',
  'cls-rtracer',
  'no middleware',
]);
