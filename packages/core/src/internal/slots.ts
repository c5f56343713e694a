/** The slot of an attribute whose value its factory, or the Local itself, has yet to make. */
export const UNSET: unique symbol = Symbol('unset');

/**
 * What a slot holds in a context that never wrote it. An attribute of a declared Local has a slot, an open Local has
 * one for all its attributes. Slots are never given back: Locals are declared once, at load.
 */
export const initialValues: unknown[] = [];

/** Takes the next slot. */
export function takeSlot(initial: unknown): number {
  return initialValues.push(initial) - 1;
}
