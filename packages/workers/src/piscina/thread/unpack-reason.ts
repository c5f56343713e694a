import { deserialize } from 'node:v8';
import { knownErrors } from '../internal/error-classes.js';
import { readReason, type Slots } from '../internal/flag-memory.js';
import { restoreValue } from '../internal/restore-error.js';
import type { PackedValue } from '../internal/sent-error.js';

/** Returns why the flag in the slot was raised, or undefined if no reason was sent. */
export function unpackReason(slots: Slots, slot: number): { readonly reason: unknown } | undefined {
  const packed = readReason(slots, slot);
  return packed && { reason: restoreValue(deserialize(packed) as PackedValue, knownErrors) };
}
