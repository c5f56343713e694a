export type Next = (error?: unknown) => void;
export type AnyMethod = (this: unknown, ...args: never[]) => unknown;

/** What stands in the stack of a router or a route: a handler, and what to match before calling it. */
export interface Layer {
  /** Of a router that is mounted: a function that has a stack of its own. */
  readonly handle: Stacked;
}

/** A router or a route; in Express 4 and 5 alike. */
export interface Stacked {
  readonly stack?: readonly Layer[];
}

/** An app. The router is `_router` in Express 4, whose `router` throws, and `router` in Express 5. */
export interface App {
  readonly _router?: Stacked;
  readonly router?: Stacked;
  /** The prototypes of its requests and responses: each has the one of all apps as its prototype. */
  readonly request: object;
  readonly response: object;
}

/** What Express puts on a request. */
export interface ExpressRequest {
  /** Of the app that handles it: a mounted app puts itself here as long as it does. */
  readonly app?: App;
  /** The route that matched last. */
  readonly route?: Stacked;
}
