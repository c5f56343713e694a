import { expect, test } from 'vitest';
import { ours, usual } from '../support/tracker.js';
import { wsVersions } from '../support/ws-versions.js';
import { showPlaces, sumOf } from './show-places.js';
import { wsPlaces } from './ws-places.js';

test.each(wsVersions)('%s: each place sees its own connection', async (version, ws) => {
  const tallies = await wsPlaces(ws, ours);
  showPlaces(version, ours.name, tallies);
  expect(sumOf(tallies)).toMatchObject({ wrong: 0, missing: 0 });
});

test.each(wsVersions)('%s: the usual way loses the context', async (version, ws) => {
  const tallies = await wsPlaces(ws, usual);
  showPlaces(version, usual.name, tallies);
  const { wrong, missing } = sumOf(tallies);
  expect(wrong + missing).toBeGreaterThan(0);
});
