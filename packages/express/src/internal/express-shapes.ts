export type Next = (error?: unknown) => void;
export type AnyMethod = (this: unknown, ...args: never[]) => unknown;

/** What is in the stack of a router or a route: a handler, and what to match before it is called. */
export interface Layer {
  /** The handler. That of a mounted router has a stack of its own. */
  readonly handle: Stacked;
  /** Of a layer that only dispatches to the layers of a route. */
  readonly route?: unknown;
}

/** A router or a route, in Express 4 and 5 alike. */
export interface Stacked {
  readonly stack?: readonly Layer[];
}

/** An app. Its router is `_router` in Express 4, whose `router` throws, and `router` in Express 5. */
export interface App {
  readonly _router?: Stacked;
  readonly router?: Stacked;
  /** The prototypes of its requests and responses. Each inherits from the one that all apps share. */
  readonly request: object;
  readonly response: object;
}

/** What Express puts on a request; applications may put anything else there. */
export interface ExpressRequest {
  /** The app that handles the request. A mounted app replaces it while the request is in it. */
  readonly app?: unknown;
  /** The route that matched last. */
  readonly route?: unknown;
}

type Prototype = { readonly app?: unknown } | null;

/**
 * Returns the app that handles a request, or undefined for a request that no app of Express handles. Applications may
 * put something else at `request.app`: then the prototype, which Express gives each request, leads to the app.
 */
export function appOf(request: ExpressRequest): App | undefined {
  return appAt(request) ?? appAt(Object.getPrototypeOf(Object(request)) as Prototype);
}

/** An application may have put a getter there, or a Proxy, that throws. */
function appAt(owner: Prototype): App | undefined {
  try {
    const app = owner?.app;
    return isApp(app) ? app : undefined;
  } catch {
    return undefined;
  }
}

function isApp(value: unknown): value is App {
  if (typeof value !== 'function') return false;
  const { request, response } = value as unknown as Partial<App>;
  return isObject(request) && isObject(response);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
