import { expect, test } from 'vitest';
import { ioVersions } from '../support/io-versions.js';
import { ours, usual } from '../support/tracker.js';
import { ioPlaces } from './io-places.js';
import { placesOf, sumOf } from './places-of.js';

const transports = [['polling'], ['websocket'], ['polling', 'websocket']] as const;
const each = ioVersions.flatMap(([version, io]) =>
  transports.map((used) => [version, used.join(', then '), used, io] as const),
);

test.for(each)(
  '%s by %s: each place sees its own connection',
  async ([version, by, used, io], { task }) => {
    const tallies = await ioPlaces(io, used, ours);
    task.meta.places = placesOf('socket.io', `@aiolocals/ws, ${version} by ${by}`, tallies);
    expect(sumOf(tallies)).toMatchObject({ wrong: 0, missing: 0 });
  },
);

test.for(ioVersions)('%s: the usual way loses the context', async ([version, io], { task }) => {
  const tallies = await ioPlaces(io, ['polling'], usual);
  task.meta.places = placesOf('socket.io', `${usual.name}, ${version} by polling`, tallies);
  const { wrong, missing } = sumOf(tallies);
  expect(wrong + missing).toBeGreaterThan(0);
});
