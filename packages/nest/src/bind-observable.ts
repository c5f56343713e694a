import { bind } from '@aiolocals/core';
import { Observable } from 'rxjs';

/**
 * Returns an observable with the values of `source`, each of which arrives in the context in which the observable was
 * subscribed. Use it for a source that requests share, such as a `Subject` behind server-sent events: without it,
 * operators and subscribers run in the context of the code that calls `next`.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { bindObservable } from '@aiolocals/nest';
 * import { map, Subject } from 'rxjs';
 *
 * const news = new Subject<string>();
 * const events = () => bindObservable(news).pipe(map((data) => ({ data, id: request.id })));
 * ```
 */
export function bindObservable<Value>(source: Observable<Value>): Observable<Value> {
  return new Observable((subscriber) =>
    source.subscribe({
      next: bind((value: Value) => subscriber.next(value)),
      error: bind((error: unknown) => subscriber.error(error)),
      complete: bind(() => subscriber.complete()),
    }),
  );
}
