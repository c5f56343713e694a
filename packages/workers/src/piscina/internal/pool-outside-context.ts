import { Context } from '@aiolocals/core';
import { Piscina } from 'piscina';

/** Makes its threads, and all that it holds on to, from nothing: they outlive whoever happened to make the pool. */
export const PoolFromNothing: typeof Piscina = new Proxy(Piscina, {
  construct: (target, args, newTarget) =>
    Context.exit(() => Reflect.construct(target, args, newTarget) as Piscina),
});
