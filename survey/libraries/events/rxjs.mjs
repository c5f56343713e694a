// @ts-check
import { bind } from '@aiolocals/core';
import { delay, from, lastValueFrom, of, shareReplay, Subject, timer } from 'rxjs';
import { use } from '../../harness/library.mjs';

const LAST = 99;

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'rxjs',
  cases: [
    use({
      how: 'in an observer: `subject.subscribe(observer)`',
      open: () => new Subject(),
      use: (see, subject, index) => {
        subject.subscribe(see);
        if (index === LAST) subject.next(1);
      },
      remedies: [
        {
          how: '`subject.subscribe(bind(observer))`',
          use: (see, subject, index) => {
            subject.subscribe(bind(see));
            if (index === LAST) subject.next(1);
          },
        },
      ],
    }),
    use({
      how: 'in an observer of a timer, a delay or a promise of its own',
      calls: 3,
      use: async (see) => {
        timer(1).subscribe(see);
        of(1).pipe(delay(1)).subscribe(see);
        from(Promise.resolve()).subscribe(see);
      },
    }),
    use({
      how: 'in an observer of what `shareReplay` shares',
      open: () => timer(5).pipe(shareReplay(1)),
      use: (see, shared) => void shared.subscribe(see),
      remedies: [
        {
          how: '`shared.subscribe(bind(observer))`',
          use: (see, shared) => void shared.subscribe(bind(see)),
        },
      ],
    }),
    use({
      how: 'after `await lastValueFrom(shared)`',
      open: () => timer(5).pipe(shareReplay(1)),
      use: async (see, shared) => {
        await lastValueFrom(shared);
        see();
      },
    }),
  ],
};
