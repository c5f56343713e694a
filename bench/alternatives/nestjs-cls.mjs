// @ts-check
// oxlint-disable-next-line import/no-unassigned-import -- Nest's decorators need it
import 'reflect-metadata';
import { ClsServiceManager } from 'nestjs-cls';

const cls = ClsServiceManager.getClsService();

/** @type {Required<import('./raw.mjs').Alternative>} */
export const nestjsCls = {
  run: (id, path, fn) =>
    cls.run(() => {
      cls.set('id', id);
      cls.set('path', path);
      return fn();
    }),
  child: (fn) => cls.run({ ifNested: 'inherit' }, fn),
  read: () => cls.get('id'),
  write: (id) => cls.set('id', id),
  current: () => cls.get(),
};
