import { expected } from './internal/expect.js';
import { type AnyIterator, iterateIn } from './internal/storage/iterate-in.js';
import { share } from './internal/runtime/share.js';
import { storage } from './internal/storage/storage.js';

/**
 * Makes an async iterable that takes its values from `iterable` in the current context, wherever it is iterated. Useful
 * to hand an existing async generator, or a stream, to code that runs in another context.
 *
 * @throws TypeError if `iterable` has no `Symbol.asyncIterator`.
 *
 * @example
 * ```ts
 * import { createReadStream } from 'node:fs';
 * import { wrapAsyncIterable } from '@aiolocals/core';
 *
 * for await (const chunk of wrapAsyncIterable(createReadStream('orders.csv'))) console.log(chunk);
 * ```
 */
export const wrapAsyncIterable: <Value>(iterable: AsyncIterable<Value>) => AsyncIterable<Value> =
  share('wrapAsyncIterable', <Value>(iterable: AsyncIterable<Value>) => {
    if (
      typeof (iterable as Partial<AsyncIterable<Value>> | null)?.[Symbol.asyncIterator] !==
      'function'
    ) {
      throw expected('iterable', 'an async iterable', iterable);
    }
    const store = storage.getStore();
    return {
      [Symbol.asyncIterator]() {
        const iterator = storage.run(store as null, () => iterable[Symbol.asyncIterator]());
        return iterateIn(store, iterator as AnyIterator) as unknown as AsyncIterator<Value>;
      },
    };
  });
