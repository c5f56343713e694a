// What examples name without saying where it comes from: those of one line in doc comments, and tests of Jest and mocha.
import type { test as nodeTest } from 'node:test';
import type { Carrier as CoreCarrier } from '@aiolocals/core/carrier';
import type { Job as BullMqJob } from 'bullmq';
import type { expect as jestExpect } from 'expect';

declare global {
  type Carrier = CoreCarrier;
  type Job<Data> = BullMqJob<Data>;
  const expect: typeof jestExpect;
  const test: typeof nodeTest;
  const it: typeof nodeTest;
  const key: string;
  const tenant: { name: string };
  function tenantOf(host: string | undefined): Promise<string>;
  const histogram: { record(value: number, attributes: object): void };
}
