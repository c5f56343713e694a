type Entry = readonly [key: string, ...attributes: unknown[]];

/** The snapshot of these Locals: each with its key, then names and values in turn. */
export function flat(...locals: readonly Entry[]): unknown[] {
  return locals.flatMap(([key, ...attributes]): unknown[] => {
    const head: unknown[] = [key, attributes.length];
    return head.concat(attributes);
  });
}
