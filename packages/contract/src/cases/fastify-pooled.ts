import type { FastifyInstance, FastifyReply } from 'fastify-5';
import type { Kit } from '@aiolocals/testing';

/** Calls `next` from a shared connection, so in the context of any request. */
export function pooled({ pool }: Kit, next: () => void): void {
  pool.query('x', () => next());
}

/** Returns a thenable that calls back in the context of any request, as no native promise does. */
export function thenable<Value>({ pool }: Kit, value?: Value): Promise<Value> {
  const then = (resolve: (value?: Value) => void): void => pool.query('x', () => resolve(value));
  // oxlint-disable-next-line unicorn/no-thenable -- what libraries have that are older than promises
  return { then } as never;
}

/** Handles errors, and notes where: the hooks go on from a shared connection, and `answer` gets the reply. */
export function handleErrors(
  app: FastifyInstance,
  kit: Kit,
  answer: (reply: FastifyReply) => void,
): void {
  app.addHook('onError', (request, _reply, _error, done) => {
    kit.see('onError', request);
    pooled(kit, done);
  });
  app.addHook('onSend', (request, _reply, payload, done) => {
    kit.see('onSend', request);
    done(null, payload);
  });
  app.setErrorHandler((_error, request, reply) => {
    kit.see('error handler', request);
    answer(reply);
  });
}
