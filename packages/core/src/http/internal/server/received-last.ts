/**
 * By connection: the request whose head was read last. Deno takes the parser off a connection before it says that it
 * cannot read on. Elsewhere the parser is still there, and says more. A weak reference, because the parser or the
 * handlers hold the request.
 */
const requests = 'Deno' in globalThis ? new WeakMap<object, WeakRef<object>>() : undefined;

export function noteReceived(request: object, socket: object): void {
  requests?.set(socket, new WeakRef(request));
}

/** Returns the request whose head was read last, where the parser does not say it. */
export function receivedLast(socket: object): { readonly complete?: boolean } | undefined {
  return requests?.get(socket)?.deref();
}
