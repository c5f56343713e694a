import { bindPrototypes } from '@aiolocals/core/http';
import { bindResponseCallbacks } from './bind-response-callbacks.js';
import type { App, ExpressRequest, Stacked } from './express-shapes.js';
import { ownerOf } from './owner-of.js';
import { reenterLayers } from './reenter-layers.js';
import { onPutBack, putBack } from './replace-method.js';

/** The prototype of requests of one copy of Express, and the method by which it is seen to be bound. */
interface Binding {
  readonly prototype: { readonly emit?: unknown };
  readonly emit: unknown;
}

/** What was prepared: classes of layers, copies of Express by their prototype of requests, and apps. */
let known = new WeakSet<object>();
let bindings = new WeakMap<object, Binding>();
let apps = new WeakMap<App, Binding | undefined>();
/** Most processes have one app and one class of layers, so these spare most look-ups. */
let lastApp: App | undefined;
let lastBinding: Binding | undefined;
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
    if (!apps.has(app)) prepare(app);
    lastBinding = apps.get(app);
    lastApp = app;
  }
  // Another copy of this package may have undone it.
  return lastBinding !== undefined && lastBinding.prototype.emit === lastBinding.emit;
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
  reenterLayers(layers, { onHandler: learnStack, visit });
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
export function undoAll(): void {
  putBack();
  known = new WeakSet();
  bindings = new WeakMap();
  apps = new WeakMap();
  lastApp = undefined;
  lastLayers = undefined;
}

function prepare(app: App): void {
  const router = app._router ?? app.router; // oxlint-disable-line no-underscore-dangle -- Express 4's own name for it
  if (router !== undefined) learnStack(router);
  bindResponseCallbacks(app.response);
  apps.set(app, bindExpress(app));
}

/** By way of Express's prototypes, because it replaces those of each request, and then an added property is dear. */
function bindExpress(app: App): Binding | undefined {
  const prototype = ownerOf(app.request, 'accepts');
  const response = ownerOf(app.response, 'send');
  if (prototype === undefined || response === undefined) return undefined;
  const bound = bindings.get(prototype);
  if (bound !== undefined) return bound;
  onPutBack(bindPrototypes(prototype, response));
  const { emit } = prototype as Binding['prototype'];
  const binding = { prototype, emit };
  bindings.set(prototype, binding);
  return binding;
}
