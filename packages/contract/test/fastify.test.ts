import {
  bareFastifyAdapters,
  fastifyAdapters,
  fastifyBodyCases,
  fastifyChildCases,
  fastifyEcosystemCases,
  fastifyErrorCases,
  fastifyHookCases,
  fastifyLifecycleCases,
  fastifyLimits,
  fastifyReplyCases,
  fastifyScopeCases,
  fastifySetupCases,
  fastifyStreamCases,
  testContract,
  testLimits,
  usualFastify,
} from '@aiolocals/contract';
import { runCase, type Tally } from '@aiolocals/testing';
import { describe, expect, test } from 'vitest';

const cases = [
  ...fastifyHookCases,
  ...fastifyScopeCases,
  ...fastifyBodyCases,
  ...fastifyReplyCases,
  ...fastifyStreamCases,
  ...fastifyErrorCases,
  ...fastifyLifecycleCases,
  ...fastifyEcosystemCases,
];

testContract(fastifyAdapters, [...cases, ...fastifyChildCases]);

testContract(bareFastifyAdapters, fastifySetupCases);

testLimits(fastifyAdapters.slice(-2, -1), fastifyLimits);

describe('als.run(store, done) in onRequest', () => {
  const tallies: Tally[] = [];
  // A storage of one's own knows no lifetime.
  const comparable = cases.filter(
    ({ places }) => !places.includes('cancelled') && !places.includes('closed context'),
  );

  test.for(comparable)('$name', async (contractCase, { task }) => {
    const tally = await runCase(usualFastify, contractCase);
    tallies.push(tally);
    const { name: adapter } = usualFastify;
    task.meta.row = { adapter, case: contractCase.name, isControl: true, ...tally };
    expect(tally.missing).toBe(0);
  });

  test('gives most of these places the context of another request', () => {
    const foreign = tallies.reduce((sum, tally) => sum + tally.foreign, 0);
    const correct = tallies.reduce((sum, tally) => sum + tally.correct, 0);
    expect(foreign).toBeGreaterThan(correct);
  });
});
