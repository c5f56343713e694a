import { CancelledError, type Context, type OpenContext, type Outcome } from '@aiolocals/core';
import { isObservable, Observable } from 'rxjs';

/**
 * Returns the result of a handler, bound so that its later parts run in the context too: Nest subscribes to an
 * observable after the handler has returned, and behind interceptors the handler itself runs only then.
 *
 * @param close - Called when the result is complete or failed; with the reason if it is not wanted any more.
 */
export function enterResult(
  context: Context,
  result: unknown,
  close: OpenContext['close'],
): unknown {
  if (result instanceof Promise) {
    return result.then(
      (value) => enterResult(context, value, close),
      (error: unknown) => {
        close();
        throw error;
      },
    );
  }
  if (isObservable(result)) return enterObservable(context, result, close);
  close();
  return result;
}

function enterObservable(
  context: Context,
  source: Observable<unknown>,
  close: OpenContext['close'],
): Observable<unknown> {
  return new Observable((subscriber) => {
    let outcome: Outcome | undefined = { error: new CancelledError('the results are not wanted') };
    const end = (fn: () => void): void => {
      outcome = undefined;
      context.enter(fn);
    };
    const subscription = context.enter(() =>
      source.subscribe({
        next: (value) => context.enter(() => subscriber.next(value)),
        error: (error) => end(() => subscriber.error(error)),
        complete: () => end(() => subscriber.complete()),
      }),
    );
    return () => {
      context.enter(() => subscription.unsubscribe());
      close(outcome);
    };
  });
}
