import { Context } from '@aiolocals/core';
import { Piscina } from 'piscina';

/** The types of tasks and results of a Piscina without type arguments. */
export type Defaults =
  Piscina extends Piscina<infer Sent, infer Result> ? [task: Sent, result: Result] : never;

/**
 * A Piscina that creates its threads and resources outside any context. They outlive the context that the pool happens
 * to be created in.
 */
export const PiscinaOutsideContext: typeof Piscina = new Proxy(Piscina, {
  construct: (target, args, newTarget) =>
    Context.exit(() => Reflect.construct(target, args, newTarget) as Piscina),
});
