import { bindPrototypes, enterMethods } from '@aiolocals/core/http';
import { bindResponseCallbacks } from './bind-response-callbacks.js';
import { type App, appOf, type ExpressRequest, type Stacked } from './express-shapes.js';
import { ownerOf } from './owner-of.js';
import { reenterLayers } from './reenter-layers.js';
import { onPutBack, putBack } from './replace-method.js';

/** The prototype of requests of one copy of Express, and the method on it that shows whether it is still bound. */
interface Binding {
  readonly prototype: { readonly emit?: unknown };
  readonly emit: unknown;
}

/** What has been prepared. */
interface Prepared {
  /** The prototypes of layers. */
  layers: WeakSet<object>;
  /** The prototypes of responses whose answers enter the context. */
  responses: WeakSet<object>;
  /** The copies of Express, by their prototype of requests. */
  bindings: WeakMap<object, Binding>;
  apps: WeakMap<App, Binding | undefined>;
  // Most processes have one app and one class of layers, so the last ones spare most look-ups.
  lastApp: unknown;
  lastBinding: Binding | undefined;
  lastLayers: object | undefined;
}

/**
 * Express replaces the prototype of each request and response. On Node 20 and 22, it is expensive to read or add a property
 * of such an object. So the methods of Express's prototypes are bound there, and a WeakMap finds the context. From Node 24 on,
 * such an object is as fast as any other, and entries in the WeakMap are expensive: the methods of Node's prototypes are enough.
 */
const ARE_PROPERTIES_EXPENSIVE = Number.parseInt(process.versions.node, 10) < 24;

/** Methods that answer a request. They call functions of the user, such as `toJSON` and wrappers of `end`. */
const ANSWERS = ['send', 'json', 'jsonp', 'redirect'];

const nothing = (): Prepared => ({
  layers: new WeakSet(),
  responses: new WeakSet(),
  bindings: new WeakMap(),
  apps: new WeakMap(),
  lastApp: undefined,
  lastBinding: undefined,
  lastLayers: undefined,
});

const prepared = nothing();

/**
 * Prepares the copy of Express that handles a request, unless it is prepared. Never throws: applications may put
 * anything at `request.app`.
 *
 * @returns Whether the prototypes of the request and its response are bound.
 */
export function prepareApp(request: ExpressRequest): boolean {
  const { lastApp } = prepared;
  let isOfLast = false;
  try {
    isOfLast = lastApp !== undefined && request.app === lastApp;
  } catch {
    // A getter, or a Proxy, that the application has put there.
  }
  if (!isOfLast) findApp(request);
  const { lastBinding } = prepared;
  // Another copy of this package may have undone it.
  return lastBinding !== undefined && lastBinding.prototype.emit === lastBinding.emit;
}

/**
 * Prepares what a request has reached: an app that is mounted in another, and the layers of a route. Never throws: it
 * runs in a `finally`.
 */
export function prepareReached(request: ExpressRequest): void {
  prepareApp(request);
  try {
    const { route } = request;
    if (route !== undefined) prepareLayers(route);
  } catch {
    // A getter, or a Proxy, that the application has put there.
  }
}

/** Prepares the copy of Express or `router` that made the layers of a router or a route. */
function prepareLayers(stacked: Stacked | null | undefined): void {
  const layer = stacked?.stack?.[0];
  if (typeof layer !== 'object' || layer === null) return;
  const layers = Object.getPrototypeOf(layer) as object | null;
  if (layers === null || layers === prepared.lastLayers) return;
  if (typeof layer.handle !== 'function') return;
  prepared.lastLayers = layers;
  if (prepared.layers.has(layers)) return;
  prepared.layers.add(layers);
  reenterLayers(layers, { onRouter: prepareLayers, look: prepareReached });
}

/** Undoes all that was prepared. The next request prepares it again. */
export function undoAll(): void {
  putBack();
  Object.assign(prepared, nothing());
}

function findApp(request: ExpressRequest): void {
  const app = appOf(request);
  if (app !== undefined && !prepared.apps.has(app)) prepared.apps.set(app, prepare(app));
  prepared.lastApp = app;
  prepared.lastBinding = app && prepared.apps.get(app);
}

function prepare(app: App): Binding | undefined {
  // Express 4 calls its router `_router`, and its `router` throws.
  prepareLayers(app._router ?? app.router); // oxlint-disable-line no-underscore-dangle -- Express 4's own name
  bindResponseCallbacks(app.response);
  return bindExpress(app);
}

function bindExpress(app: App): Binding | undefined {
  const prototype = ownerOf(app.request, 'accepts');
  const response = ownerOf(app.response, 'send');
  if (response !== undefined) enterAnswers(response);
  if (!ARE_PROPERTIES_EXPENSIVE || prototype === undefined || response === undefined)
    return undefined;
  const bound = prepared.bindings.get(prototype);
  if (bound !== undefined) return bound;
  onPutBack(bindPrototypes(prototype, response));
  const { emit } = prototype as Binding['prototype'];
  const binding = { prototype, emit };
  prepared.bindings.set(prototype, binding);
  return binding;
}

function enterAnswers(response: object): void {
  if (prepared.responses.has(response)) return;
  prepared.responses.add(response);
  onPutBack(enterMethods(response, ANSWERS));
}
