import { bindPrototypes } from '@aiolocals/core/http';
import { bindResponseCallbacks } from './bind-response-callbacks.js';
import type { App, ExpressRequest, Stacked } from './express-shapes.js';
import { ownerOf } from './owner-of.js';
import { reenterLayers } from './reenter-layers.js';
import { onPutBack, putBack } from './replace-method.js';

let known = new WeakSet<object>();
/** Most processes have one app and one class of layers, so these two spare most look-ups. */
let lastApp: App | undefined;
let lastLayers: object | undefined;

/**
 * Learns which copy of Express or `router` a request goes through, by what it meets on its way, and prepares each copy
 * once. Looking again after a layer has returned is soon enough: what ran meanwhile was called from the right context.
 *
 * @param handle - Of the layer that is to run: maybe a mounted router, of another copy.
 */
export function learn(req: ExpressRequest, handle?: Stacked): void {
  const { app, route } = req;
  if (app !== undefined && app !== lastApp) learnApp(app);
  if (route !== undefined) learnStack(route);
  if (handle !== undefined) learnStack(handle);
}

/** Undoes all that was prepared; the next request prepares it again. */
export function forget(): void {
  putBack();
  known = new WeakSet();
  lastApp = undefined;
  lastLayers = undefined;
}

function learnApp(app: App): void {
  lastApp = app;
  if (known.has(app)) return;
  known.add(app);
  const router = app._router ?? app.router; // oxlint-disable-line no-underscore-dangle -- Express 4's own name for it
  if (router !== undefined) learnStack(router);
  bindResponseCallbacks(app.response);
  bindExpress(app);
}

/** By way of Express's prototypes, because it replaces those of each request, and then an added property is dear. */
function bindExpress(app: App): void {
  const request = ownerOf(app.request, 'accepts');
  const response = ownerOf(app.response, 'send');
  if (request === undefined || response === undefined || known.has(request)) return;
  known.add(request);
  onPutBack(bindPrototypes(request, response));
}

function learnStack({ stack }: Stacked): void {
  const layer = stack?.[0];
  if (layer === undefined) return;
  const layers = Object.getPrototypeOf(layer) as object;
  if (layers === lastLayers) return;
  lastLayers = layers;
  if (known.has(layers)) return;
  known.add(layers);
  reenterLayers(layers, learn);
}
