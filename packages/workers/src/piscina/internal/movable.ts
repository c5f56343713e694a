const transferable = Symbol.for('Piscina.transferable');
const value = Symbol.for('Piscina.valueOf');

/** What `Piscina.move` returns. */
interface Movable {
  readonly [transferable]: unknown;
  readonly [value]: unknown;
}

/**
 * Returns `wrap` of a task or a result. If `Piscina.move` was applied to it, the wrapped object is movable instead:
 * Piscina looks for the mark only on the outermost object.
 */
export function wrapMovable(given: unknown, wrap: (content: unknown) => object): object {
  const mark = markOf(given);
  if (mark === undefined) return wrap(given);
  const movable = given as Movable;
  return { [transferable]: movable[transferable], [value]: wrap(movable[value]), [mark]: true };
}

/** Returns the symbol by which Piscina recognises the result of `move`. Piscina does not export it. */
function markOf(given: unknown): symbol | undefined {
  if (typeof given !== 'object' || given === null || !(transferable in given)) return undefined;
  return Object.getOwnPropertySymbols(given).find(
    (symbol) => symbol.description === 'Piscina.kMovable',
  );
}
