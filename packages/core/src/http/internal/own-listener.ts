import type { Replaceable } from './original-methods.js';

/**
 * Node's own listener of `end` on a request, once it has been seen. Node adds it if a response is finished before its
 * request was read to the end. No code of the application runs in it, so it needs no context, and to enter one takes
 * 900 bytes on Node 24.
 */
export const ownListener: { ofEnd: unknown } = { ofEnd: undefined };

/** What Node calls its own listener of `finish` on a response, which is the first. */
const OF_FINISH = 'bound resOnFinish';

interface Response {
  readonly req?: Replaceable | null;
  rawListeners(event: unknown): readonly unknown[];
}

/**
 * Whether a listener of `end` that is on the request after `finish` must be Node's own. To be asked before `finish` reaches
 * its only listener.
 */
export function isFinishOfNode(response: object): boolean {
  const reply = response as Response;
  const [listener] = reply.rawListeners('finish') as readonly [CallableFunction];
  return listener.name === OF_FINISH && reply.req?.listenerCount?.('end') === 0;
}

/** Learns Node's own listener of `end`. To be called after `finish`. */
export function learnOwnListener(response: object): void {
  ownListener.ofEnd = (response as Response).req?.rawListeners?.('end')[0];
}
