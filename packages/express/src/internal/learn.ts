import { bindPrototypes } from '@aiolocals/core/http';
import { bindResponseCallbacks } from './bind-response-callbacks.js';
import type { App, ExpressRequest, Stacked } from './express-shapes.js';
import { ownerOf } from './owner-of.js';
import { reenterLayers } from './reenter-layers.js';
import { onPutBack, putBack } from './replace-method.js';

/** What was prepared: layers, prototypes of requests, and whether the prototypes of an app's requests are bound. */
let known = new WeakSet<object>();
let apps = new WeakMap<App, boolean>();
/** Most processes have one app and one class of layers, so these spare most look-ups. */
let lastApp: App | undefined;
let isLastBound = false;
let lastLayers: object | undefined;
/** The request whose layers are being called. */
let visited: ExpressRequest | undefined;

/**
 * Learns to which app a request belongs, and prepares its copy of Express.
 *
 * @returns Whether the prototypes of the request and its response are bound.
 */
export function learnApp({ app }: ExpressRequest): boolean {
  if (app === undefined) return false;
  if (app !== lastApp) {
    isLastBound = apps.get(app) ?? prepare(app);
    lastApp = app;
  }
  return isLastBound;
}

/** Learns which copy of Express or `router` the layers of a stack are of, and prepares it. */
export function learnStack({ stack }: Stacked): void {
  const layer = stack?.[0];
  if (layer === undefined) return;
  const layers = Object.getPrototypeOf(layer) as object;
  if (layers === lastLayers) return;
  lastLayers = layers;
  if (known.has(layers)) return;
  known.add(layers);
  reenterLayers(layers);
}

/**
 * Calls a layer, or what calls layers, and learns by what the request then shows where it has got to. Layers call each
 * other, and each look at a request of Express is dear, so only the outermost call looks. That is soon enough: what
 * ran meanwhile was called from the right context.
 */
export function visit<Args extends unknown[], Result>(
  request: ExpressRequest,
  call: (...args: Args) => Result,
  ...args: Args
): Result {
  if (visited === request) return call(...args);
  const before = visited;
  visited = request;
  try {
    return call(...args);
  } finally {
    visited = before;
    learnApp(request);
    const { route } = request;
    if (route !== undefined) learnStack(route);
  }
}

/** Undoes all that was prepared; the next request prepares it again. */
export function forget(): void {
  putBack();
  known = new WeakSet();
  apps = new WeakMap();
  lastApp = undefined;
  lastLayers = undefined;
}

function prepare(app: App): boolean {
  const router = app._router ?? app.router; // oxlint-disable-line no-underscore-dangle -- Express 4's own name for it
  if (router !== undefined) learnStack(router);
  bindResponseCallbacks(app.response);
  const isBound = bindExpress(app);
  apps.set(app, isBound);
  return isBound;
}

/** By way of Express's prototypes, because it replaces those of each request, and then an added property is dear. */
function bindExpress(app: App): boolean {
  const request = ownerOf(app.request, 'accepts');
  const response = ownerOf(app.response, 'send');
  if (request === undefined || response === undefined) return false;
  if (!known.has(request)) {
    known.add(request);
    onPutBack(bindPrototypes(request, response));
  }
  return true;
}
