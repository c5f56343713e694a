import {
  expressBodyCases,
  type ExpressApp,
  expressRoutingCases,
  expressVersions,
  usualExpress,
  usualPlain,
} from '@aiolocals/contract';
import { type Adapter, runCase, streamCases } from '@aiolocals/testing';
import { expect, test } from 'vitest';

test('the usual handler loses the context in listeners', async () => {
  const found = streamCases.find(({ name }) => name.startsWith('chunked body: data'));
  const tally = await runCase(usualPlain, found as (typeof streamCases)[number]);
  expect(tally.missing).toBe(0);
  expect(tally.none).toBeGreaterThan(0);
});

test.each(usualExpress)('$name mixes up requests that share connections', async (adapter) => {
  const found = expressRoutingCases.find(({ name }) => name.endsWith('connection: handler'));
  const tally = await runCase(adapter, found as (typeof expressRoutingCases)[number]);
  expect(tally.missing).toBe(0);
  expect(tally.foreign).toBeGreaterThan(tally.correct);
});

test.each(
  ['json', 'urlencoded', 'text', 'raw'].flatMap((parser) =>
    expressVersions.map(([version]) => [parser, version] as const),
  ),
)('express.%s of %s loses the context if it is that of 4.17.1', async (parser, version) => {
  const found = expressBodyCases.find(({ name }) => name === `express.${parser} of ${version}`);
  const [adapter] = usualExpress as readonly [Adapter<ExpressApp>];
  const tally = await runCase(adapter, found as (typeof expressBodyCases)[number]);
  const isLost = version === '4.17.1';
  const [correct, none] = isLost ? [0, 100] : [100, 0];
  expect(tally).toEqual({ correct, none, foreign: 0, missing: 0 });
});
