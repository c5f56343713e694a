import { isRoute, type FastifyRequest, type Route } from './fastify-shapes.js';

// Most processes have one copy of Fastify, so the last symbol spares most searches.
let lastSymbol: symbol | undefined;

type Own = Readonly<Record<string | symbol, unknown>>;

/** Returns what Fastify knows of the route that a request has reached. */
export function routeOf(request: FastifyRequest): Route | undefined {
  const own = request as unknown as Own;
  const last = lastSymbol === undefined ? undefined : own[lastSymbol];
  if (last !== undefined) return last as Route;
  lastSymbol = Object.getOwnPropertySymbols(request).find((symbol) => isRoute(own[symbol]));
  if (lastSymbol !== undefined) return own[lastSymbol] as Route;
  // Early versions of Fastify 4. In later ones, asking for it prints a warning.
  const { value } = Object.getOwnPropertyDescriptor(request, 'context') ?? {};
  return isRoute(value) ? value : undefined;
}
