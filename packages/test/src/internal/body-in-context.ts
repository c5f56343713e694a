import { inContext } from '../in-context.js';
import type { TestContextOptions } from '../test-context-options.js';

/** The body of a test, with what the runner passes: nothing, its own context, a `done`. */
export type Body = (this: unknown, ...args: unknown[]) => unknown;

type Done = (error?: unknown) => void;

/** Returns a body that does the same in a context. */
export function bodyInContext(body: Body, options: TestContextOptions): Body {
  function inOwnContext(this: unknown, ...args: unknown[]): unknown {
    const done = doneOf(body, args);
    if (done === undefined) return inContext(options, () => body.apply(this, args));
    // Runners refuse a promise from a body that takes `done`.
    const isCalled = () => called(body, this, args);
    // oxlint-disable-next-line promise/no-callback-in-promise -- the runner waits for a callback
    inContext(options, isCalled).then(() => done(), done);
    return undefined;
  }
  // Runners decide by the length whether to pass `done`.
  return Object.defineProperties(inOwnContext, {
    length: { value: body.length, configurable: true },
    name: { value: body.name, configurable: true },
  });
}

/** `done` is the last parameter, if the body has one more than what the runner passes anyway. */
function doneOf(body: Body, args: readonly unknown[]): Done | undefined {
  const last = args.at(-1);
  return typeof last === 'function' && args.length === body.length ? (last as Done) : undefined;
}

/** Calls the body, and settles as its `done` says. */
function called(body: Body, self: unknown, args: readonly unknown[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(error instanceof Error ? error : new Error(String(error), { cause: error }));
    };
    const done: Done = (error) => {
      if (error === undefined || error === null) resolve();
      else fail(error);
    };
    // Jest has a second way to fail.
    body.apply(self, [...args.slice(0, -1), Object.assign(done, { fail })]);
  });
}
