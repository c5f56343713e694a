import type { Replaceable } from './original-methods.js';

/**
 * Node's own listener of `end` on a request, once it has been seen. Node adds it if a response is finished before its
 * request was read to the end. No code of the application runs in it, so it needs no context, and to enter one takes
 * 900 bytes on Node 24.
 */
export const ownListener: { ofEnd: unknown } = { ofEnd: undefined };

/** What Node calls its own listeners: of `finish` on a response, and of `end` on its request. */
const [OF_FINISH, OF_END] = ['bound resOnFinish', 'clearIncoming'];

type Response = Replaceable & { readonly req?: Replaceable | null };

/**
 * Whether a listener of `end` that is on the request after `finish` must be Node's own. To be asked before `finish` reaches
 * its only listener.
 */
export function isFinishOfNode(response: object): boolean {
  const reply = response as Response;
  return nameOfFirst(reply, 'finish') === OF_FINISH && reply.req?.listenerCount?.('end') === 0;
}

/** Learns Node's own listener of `end`. To be called after `finish`. */
export function learnOwnListener(response: object): void {
  const { req } = response as Response;
  if (nameOfFirst(req, 'end') === OF_END) ownListener.ofEnd = req?.rawListeners?.('end')[0];
}

function nameOfFirst(emitter: Replaceable | null | undefined, event: string): string | undefined {
  const first = emitter?.rawListeners?.(event)[0] as Partial<CallableFunction> | undefined;
  return first?.name;
}
