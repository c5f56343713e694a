/** The slot of an attribute whose value its factory, or the Local itself, has yet to make. */
export const UNSET: unique symbol = Symbol('unset');

/**
 * What a slot holds in a context that never wrote it. An attribute of a declared Local has a slot, an open Local has
 * one for all its attributes. Slots are never given back: Locals are declared once, at load.
 */
export const initialValues: unknown[] = [];

/** Who writes one attribute writes its neighbours too, as a rule, and to let an array grow is dear. */
const ROOM = 4;

/** Takes the next slot. */
export function takeSlot(initial: unknown): number {
  return initialValues.push(initial) - 1;
}

/** A copy of the values of a context, with at least `end` of them, and room for the neighbours of the last. */
export function copyOf(values: readonly unknown[], end: number): unknown[] {
  if (values.length >= end) return values.slice();
  const rest = initialValues.slice(values.length, end + ROOM);
  return values.length === 0 ? rest : values.concat(rest);
}
