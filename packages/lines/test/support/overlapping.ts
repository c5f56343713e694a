import { setImmediate } from 'node:timers/promises';
import { Context, request } from '@aiolocals/core';

const REQUESTS = 200;
const LINES_EACH = 50;

/** How many lines `overlapping` prints. */
export const LINES: number = REQUESTS * LINES_EACH;

/** Prints 50 lines from each of 200 requests that take turns. A line says which request it is from: `REQ17 3`. */
export async function overlapping(print: (line: string) => void): Promise<void> {
  await Promise.all(
    Array.from({ length: REQUESTS }, (_, index) =>
      new Context().run(async () => {
        request.id = `REQ${index}`;
        request.path = `/path/${index}`;
        for (let line = 0; line < LINES_EACH; line++) {
          print(`REQ${index} ${line}`);
          if (line % 5 === 0) await setImmediate();
        }
      }),
    ),
  );
}

/** Counts the lines that do not begin with the request that they say they are from. */
export function countWrong(lines: readonly string[]): number {
  return lines.filter((line) => !/\[\/path\/(\d+)#REQ\1\] REQ\1 \d+/.test(line)).length;
}

/** Runs `fn` in the context of a request. */
export function inRequest<Result>(id: string, path: string, fn: () => Result): Result {
  return new Context().run(() => {
    request.id = id;
    request.path = path;
    return fn();
  });
}
