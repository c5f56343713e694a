type WithBody = Response & { readonly body: ReadableStream<Uint8Array<ArrayBuffer>> };

/** By its shape: a platform or a test runner may have a class of its own. */
export function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'headers' in value && 'status' in value;
}

/** Whether a response can be made anew. Upgrades to a WebSocket, and `Response.error()`, cannot. */
export function isCopyable(response: Response & { readonly webSocket?: unknown }): boolean {
  const { status, webSocket, bodyUsed, body } = response;
  const isUpgrade = status < 200 || (webSocket !== undefined && webSocket !== null);
  return !isUpgrade && !bodyUsed && body?.locked !== true;
}

/** Whether somebody is going to read a body. */
export function hasBodyToFollow(request: Request, response: Response): response is WithBody {
  return response.body !== null && request.method !== 'HEAD';
}

/** A copy, because a handler may return one response for several requests, and some have headers that cannot change. */
export function copyWith(
  response: Response,
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  header: readonly [name: string, value: string] | undefined,
): Response {
  const copy = new Response(body, response);
  // As in Node, a header that the handler sets is stronger.
  if (header !== undefined && !copy.headers.has(header[0])) copy.headers.set(...header);
  return copy;
}
