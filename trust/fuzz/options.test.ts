import { inspect } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { isClear, junk, slipsOf, textOf } from './junk.js';
import { closeAll, publicFunctions } from './public-functions.js';

afterAll(closeAll);

/** Returns what a call throws or rejects with, or undefined. */
async function refusal(call: () => unknown): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing was thrown');
  }
}

describe.for(publicFunctions)('$name', ({ options, call, takes }) => {
  test.for(Object.entries(options))(
    'takes `%s` of the right kind, and refuses each other clearly',
    async ([option, isRight]) => {
      const wrong: string[] = [];
      for (const value of junk) {
        const error = await refusal(() => call({ [option]: value } as never));
        const shown = `${option}: ${inspect(value, { depth: 1 }).slice(0, 40)}`;
        if (error === undefined) {
          if (!isRight(value)) wrong.push(`${shown} was accepted`);
        } else if (isRight(value)) wrong.push(`${shown} was refused: ${textOf(error)}`);
        else if (!isClear(error)) wrong.push(`${shown} was refused so: ${textOf(error)}`);
      }
      expect(wrong).toEqual([]);
    },
  );

  test('refuses each slip in a name', async () => {
    const wrong: string[] = [];
    for (const slip of Object.keys(options).flatMap(slipsOf)) {
      if (Object.hasOwn(options, slip)) continue;
      for (const value of [undefined, true, 7, () => {}]) {
        const error = await refusal(() => call({ [slip]: value } as never));
        const isRefused =
          error instanceof TypeError &&
          error.message.startsWith('Unknown option') &&
          isClear(error);
        if (!isRefused) wrong.push(`${slip}: ${textOf(error)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('refuses what is no object', async () => {
    const wrong: string[] = [];
    for (const value of [null, 7, 'x', true, 7n, Symbol('x'), [], ['x']]) {
      const error = await refusal(() => call(value as never));
      if (error === undefined && takes?.(value) === true) continue;
      if (!isClear(error)) wrong.push(`${String(value)}: ${textOf(error)}`);
    }
    expect(wrong).toEqual([]);
  });
});
