/** The slot of an attribute whose value its factory, or the Local itself, has yet to make. */
export const UNSET: unique symbol = Symbol('unset');

/**
 * What a slot holds in a context that never wrote it. An attribute of a declared Local has a slot, an open Local has
 * one for all its attributes. No slot is given back: a context that is still in use may hold a value there, which the
 * next owner of the slot would read as its own. To rule that out, each read would have to compare an owner.
 */
export const initialValues: unknown[] = [];

/**
 * Slots from this one on are crowded: they are not in the values of a context, which whoever writes first copies, but
 * in a map that holds what was written. Locals that somebody makes in a loop slow nobody else down.
 */
export const CROWDED = 1_000;

/** Writing one attribute is usually followed by writing its neighbours, and growing an array is expensive. */
const ROOM = 4;

let taken = 0;

/** Takes the next slot. */
export function takeSlot(initial: unknown): number {
  if (taken < CROWDED) initialValues.push(initial);
  return taken++;
}

/** Holds the crowded slots of a context. */
export const CROWD: number = takeSlot(undefined);

/** Returns a copy of the values of a context, with at least `end` of them, and room for the neighbours of the last. */
export function copyOf(values: readonly unknown[], end: number): unknown[] {
  if (values.length >= end) return values.slice();
  const rest = initialValues.slice(values.length, end + ROOM);
  return values.length === 0 ? rest : values.concat(rest);
}
