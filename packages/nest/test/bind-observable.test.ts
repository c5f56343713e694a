import { Context, jobContext, request } from '@aiolocals/core';
import { bindObservable } from '@aiolocals/nest';
import { Observable, Subject } from 'rxjs';
import { expect, test } from 'vitest';

const names = (): string | undefined => Context.current() && request.path;

test('values, an error and the end arrive in the context of the subscription', () => {
  const source = new Subject<number>();
  const failing = new Subject<number>();
  const seen: unknown[] = [];
  jobContext('subscriber', () => {
    const complete = (): void => void seen.push(['complete', names()]);
    bindObservable(source).subscribe({
      next: (value) => seen.push([value, names()]),
      complete,
    });
    bindObservable(failing).subscribe({ error: (error) => seen.push([error, names()]) });
  });
  jobContext('emitter', () => {
    source.next(1);
    source.complete();
    failing.error('failed');
  });
  expect(seen).toEqual([
    [1, 'subscriber'],
    ['complete', 'subscriber'],
    ['failed', 'subscriber'],
  ]);
});

test('a subscription that ends, ends that of the source', () => {
  let isEnded = false;
  const source = new Observable<number>(() => () => {
    isEnded = true;
  });
  bindObservable(source).subscribe().unsubscribe();
  expect(isEnded).toBe(true);
});
