import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { readFile as readFilePromise } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as immediate, setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Context, Local, request, wrapGather } from '@aiolocals/core';

const here = import.meta.filename;
const bag = new Local<{ step?: string }>();
const list = new Local<{ seen: string[] }>({ seen: () => [] });

/** Every way in which the work of a request goes on later. */
const steps: Record<string, () => Promise<unknown>> = {
  timeout: () => delay(1),
  callback: () => new Promise((resolve) => setTimeout(resolve, 1)),
  immediate: () => immediate(),
  microtask: () => new Promise<void>((resolve) => queueMicrotask(resolve)),
  nextTick: () => new Promise<void>((resolve) => process.nextTick(resolve)),
  then: () => Promise.resolve().then(() => undefined),
  fs: () => new Promise((resolve) => readFile(here, resolve)),
  'fs promise': () => readFilePromise(here),
  event: async () => {
    const emitter = new EventEmitter();
    setImmediate(() => emitter.emit('event'));
    await once(emitter, 'event');
  },
  stream: async () => {
    for await (const chunk of Readable.from(['a', 'b'])) bag.step = chunk as string;
  },
  pipeline: () =>
    pipeline(
      Readable.from(['a', 'b']),
      async function* (source: AsyncIterable<string>) {
        yield* source;
      },
      async (source) => {
        for await (const chunk of source) bag.step = chunk;
      },
    ),
  generator: async () => {
    async function* values(): AsyncGenerator<string> {
      yield request.id;
      await immediate();
      yield request.id;
    }
    for await (const value of values()) bag.step = value;
  },
};

test(
  '1,000 interleaved contexts each see their own state, through every way work goes on',
  { tags: 'outside' },
  async () => {
    let wrong = 0;
    let reads = 0;
    const check = (id: string): void => {
      reads += 1;
      if (request.id !== id || Context.current()?.ident !== id || list.seen[0] !== id) wrong += 1;
    };
    const work = (id: string, start: number): Promise<void> =>
      new Context({ ident: id }).run(async () => {
        request.id = id;
        list.seen.push(id);
        const names = Object.keys(steps);
        for (let offset = 0; offset < names.length; offset += 1) {
          const step = steps[names[(start + offset) % names.length] as string];
          await step?.();
          check(id);
          bag.step = id;
          await immediate();
          check(id);
          if (bag.step !== id) wrong += 1;
        }
      });
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => work(`REQ${index}`, index)));
    expect({ wrong, reads, outside: Context.current() }).toEqual({
      wrong: 0,
      reads: 2_000 * Object.keys(steps).length,
      outside: undefined,
    });
  },
);

test(
  '500 nested contexts each see their own state, on the way in and on the way out',
  { tags: 'outside' },
  async () => {
    const dive = async (depth: number): Promise<void> => {
      if (depth === 500) return;
      await new Context().run(async () => {
        request.id = `depth ${depth}`;
        await dive(depth + 1);
        expect(request.id).toBe(`depth ${depth}`);
      });
    };
    await dive(0);
    expect(Context.current()).toBeUndefined();
  },
);

test('siblings that interleave see nothing of one another, nor does their parent', async () => {
  await new Context().run(async () => {
    request.id = 'parent';
    bag.step = 'parent';
    const results = await wrapGather(
      Array.from({ length: 50 }, (_, index) => async () => {
        request.id = `sibling ${index}`;
        bag.step = `sibling ${index}`;
        await immediate();
        return [request.id, bag.step];
      }),
    );
    expect(results).toEqual(
      Array.from({ length: 50 }, (_, index) => Array(2).fill(`sibling ${index}`)),
    );
    expect([request.id, bag.step]).toEqual(['parent', 'parent']);
  });
});

test('flows inside one context share it', async () => {
  await new Context().run(async () => {
    await Promise.all([
      (async () => {
        await immediate();
        request.id = 'set by the first';
      })(),
      (async () => {
        while (request.id === '') await immediate();
      })(),
    ]);
    expect(request.id).toBe('set by the first');
  });
});

test('a throw after an await leaves the caller in its own context', async () => {
  await new Context({ ident: 'outer' }).run(async () => {
    for (const thrown of [new Error('late'), 'late', undefined]) {
      await expect(
        new Context().run(async () => {
          await immediate();
          throw thrown;
        }),
      ).rejects.toBe(thrown);
      expect(Context.current()?.ident).toBe('outer');
    }
  });
});
