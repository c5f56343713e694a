import { abort } from '../../http/internal/close-exchange.js';
import type { Exchange } from '../../http/internal/exchange.js';

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;
type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;

/**
 * Returns a body that is read from another in the context of the request: so its `pull` and `cancel` run there.
 *
 * @param onEnd - Called when the body has been read to its end, has failed or was cancelled.
 */
export function followBody(exchange: Exchange, source: Body, onEnd: () => void): Body {
  const { context } = exchange;
  const reader = source.getReader();

  const pull = async (controller: Controller): Promise<void> => {
    try {
      const { done, value } = await reader.read();
      if (done) {
        onEnd();
        controller.close();
        return;
      }
      if (exchange.started !== undefined) exchange.bytes += value.byteLength;
      controller.enqueue(value);
    } catch (error) {
      abort(exchange, error);
      onEnd();
      throw error;
    }
  };
  const cancel = async (reason: unknown): Promise<void> => {
    abort(exchange);
    try {
      await reader.cancel(reason);
    } finally {
      onEnd();
    }
  };
  return new ReadableStream(
    {
      pull: async (controller: Controller) => await context.enter(pull, controller),
      cancel: async (reason) => await context.enter(cancel, reason),
    },
    // The source is read only on demand, so that it need not produce what nobody reads.
    { highWaterMark: 0 },
  );
}
