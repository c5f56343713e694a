// What the examples of one line in doc comments name without saying where it comes from.
import type { Job as BullMqJob } from 'bullmq';

declare global {
  type Job<Data> = BullMqJob<Data>;
  const key: string;
  const tenant: { name: string };
  function tenantOf(host: string | undefined): Promise<string>;
  const histogram: { record(value: number, attributes: object): void };
}
