import type { Context } from '../../types/context.js';

/**
 * What every frame has in place of values: nothing, so that each read misses, and only then looks closer. Reads of
 * contexts pay nothing for frames.
 */
export const FRAME_VALUES: readonly unknown[] = [];

/** Stand for the slots of `request`, whose state is in the fields of a context. */
export const REQUEST_ID = -1;
export const REQUEST_PATH = -2;

/** What a frame has in a slot in place of its context's value. */
export interface Override {
  /** Returns what a child of `context` that starts in the frame has in the slot. */
  valueIn(context: Context): unknown;
}

/** The value of an attribute in a frame, and in the frames inside that one which do not replace it. */
export class HeldValue implements Override {
  value: unknown;

  constructor(value: unknown) {
    this.value = value;
  }

  valueIn(): unknown {
    return this.value;
  }
}

/**
 * Other values for some attributes of a context. A frame inside another takes over what that one holds instead of
 * asking it, so that a chain of frames keeps none of them in memory.
 */
export class Frame {
  readonly context: Context;
  readonly overrides: Map<number, Override>;

  constructor(context: Context, outer: Frame | undefined) {
    this.context = context;
    this.overrides = new Map(outer?.overrides);
  }

  heldValue(slot: number): HeldValue | undefined {
    return this.overrides.get(slot) as HeldValue | undefined;
  }
}
