import { expect, inject, onTestFinished, test } from 'vitest';
import { askAll, type Platform, startHttpApp } from './support/http-app.js';
import { times } from './support/times.js';
import { byModule, byStorage } from './support/ways.js';

const TIMES = times(4);
const platforms: readonly Platform[] = ['express', 'fastify'];

test.for(platforms)(
  '%s: each place of overlapping requests sees the id of its own request',
  async (platform, { task }) => {
    const { app, url, tally } = await startHttpApp(platform, byModule());
    onTestFinished(() => app.close());
    expect(await askAll(url, TIMES)).toEqual([]);
    task.meta.places = {
      table: 'Nest',
      column: `ContextModule, ${platform}`,
      counts: [...tally.places],
    };
    expect(tally.faults()).toEqual({});
    expect(tally.names()).toHaveLength(32);
  },
);

// The usual way is measured once, for the page of places.
const isMeasured = inject('major') === 12;
if (!isMeasured) console.log('Skipped: the control of a storage of one’s own runs on Nest 12 only');

test.runIf(isMeasured).for(['app.use', 'consumer.apply'] as const)(
  'control: a storage of one’s own, entered in %s, is missing or wrong in some places',
  async (where, { task }) => {
    const { app, url, tally } = await startHttpApp('express', byStorage(where));
    onTestFinished(() => app.close());
    expect(await askAll(url, TIMES)).toEqual([]);
    task.meta.places = { table: 'Nest', column: `als.run in ${where}`, counts: [...tally.places] };
    const faults = Object.keys(tally.faults());
    expect(faults).toContain('consumer.apply, behind a shared connection');
    expect(faults).toContain('guard, after a shared connection');
    // The body parser comes first.
    expect(faults.includes('exception filter, 400')).toBe(where === 'consumer.apply');
  },
);
