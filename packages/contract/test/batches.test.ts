import { Context, Local, request } from '@aiolocals/core';
import DataLoader from 'dataloader';
import { expect, test } from 'vitest';

const REQUESTS = 100;

interface Sighting {
  /** The id of the request that asked for the key. */
  readonly of: string;
  readonly saw: string;
}

/** Requests that overlap, each with three keys of its own, in two batches. */
async function serve(load: (key: string) => Promise<Sighting>): Promise<Sighting[]> {
  const requests = Array.from({ length: REQUESTS }, async (_, index) => {
    const id = `R${index}`;
    return await new Context({ parent: null }).run(async () => {
      request.id = id;
      const first = await Promise.all([load(`${id}:a`), load(`${id}:b`)]);
      return [...first, await load(`${id}:c`)];
    });
  });
  return (await Promise.all(requests)).flat();
}

async function batch(keys: readonly string[]): Promise<Sighting[]> {
  await Promise.resolve();
  return keys.map((key) => ({ of: key.split(':', 1).join(''), saw: request.id }));
}

const wrong = (sightings: Sighting[]): number =>
  sightings.filter(({ of, saw }) => saw !== of).length;

test('a DataLoader that requests share runs batches in the context of one of them', async () => {
  const shared = new DataLoader(batch, { cache: false });
  const sightings = await serve((key) => shared.load(key));
  expect(sightings).toHaveLength(3 * REQUESTS);
  expect(wrong(sightings)).toBeGreaterThan(REQUESTS);
});

test('a DataLoader that a Local makes for each context runs its batches there', async () => {
  const loaders = new Local({ things: () => new DataLoader(batch, { cache: false }) });
  const sightings = await serve((key) => loaders.things.load(key));
  expect(sightings).toHaveLength(3 * REQUESTS);
  expect(wrong(sightings)).toBe(0);
});

test('children of a request share its loader', async () => {
  const loaders = new Local({ things: () => new DataLoader(batch) });
  const isShared = await new Context({ parent: null }).run(async () => {
    const own = loaders.things;
    return await new Context().run(async () => await Promise.resolve(loaders.things === own));
  });
  expect(isShared).toBe(true);
});
