import { expect, test } from 'vitest';
import { ours, usual } from '../support/tracker.js';
import { wsVersions } from '../support/ws-versions.js';
import { placesOf, sumOf } from './places-of.js';
import { wsPlaces } from './ws-places.js';

test.for(wsVersions)('%s: each place sees its own connection', async ([version, ws], { task }) => {
  const tallies = await wsPlaces(ws, ours);
  task.meta.places = placesOf('ws', `@aiolocals/ws, ${version}`, tallies);
  expect(sumOf(tallies)).toMatchObject({ wrong: 0, missing: 0 });
});

test.for(wsVersions)('%s: the usual way loses the context', async ([version, ws], { task }) => {
  const tallies = await wsPlaces(ws, usual);
  task.meta.places = placesOf('ws', `${usual.name}, ${version}`, tallies);
  const { wrong, missing } = sumOf(tallies);
  expect(wrong + missing).toBeGreaterThan(0);
});
