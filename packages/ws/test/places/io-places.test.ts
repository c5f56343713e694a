import { expect, test } from 'vitest';
import { ioVersions } from '../support/io-versions.js';
import { ours, usual } from '../support/tracker.js';
import { ioPlaces } from './io-places.js';
import { showPlaces, sumOf } from './show-places.js';

const transports = [['polling'], ['websocket'], ['polling', 'websocket']] as const;
const each = ioVersions.flatMap(([version, io]) =>
  transports.map((used) => [version, used.join(', then '), used, io] as const),
);

test.each(each)('%s by %s: each place sees its own connection', async (version, by, used, io) => {
  const tallies = await ioPlaces(io, used, ours);
  showPlaces(`${version} by ${by}`, ours.name, tallies);
  expect(sumOf(tallies)).toMatchObject({ wrong: 0, missing: 0 });
});

test.each(ioVersions)('%s: the usual way loses the context', async (version, io) => {
  const tallies = await ioPlaces(io, ['polling'], usual);
  showPlaces(`${version} by polling`, usual.name, tallies);
  const { wrong, missing } = sumOf(tallies);
  expect(wrong + missing).toBeGreaterThan(0);
});
