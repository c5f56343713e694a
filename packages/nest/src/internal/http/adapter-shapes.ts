import type { Server } from 'node:http';
import type { ServerReply, ServerRequest } from '@aiolocals/core/http';

// oxlint-disable-next-line typescript/no-explicit-any -- what Nest and the platforms hand to each other has no type in common
export type AnyFunction = (...args: any[]) => unknown;

/** What the module uses of the adapter of a platform. */
export interface HttpAdapter {
  getType: () => string;
  getInstance: () => object;
  getHttpServer: () => Server | undefined;
  initHttpServer: AnyFunction;
  setErrorHandler: AnyFunction;
  createMiddlewareFactory: AnyFunction;
}

/** A request as a platform hands it to handlers: Node's own, or one that has it. */
export interface PlatformRequest {
  readonly raw?: ServerRequest;
}

/** A response as a platform hands it to handlers. */
export interface PlatformReply {
  readonly raw?: ServerReply;
}
