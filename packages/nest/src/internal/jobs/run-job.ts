import type { Context } from '@aiolocals/core';
import { openUnit, type Unit } from '../units/open-unit.js';
import { runUnit } from '../units/run-unit.js';

/**
 * Runs a job in a context of its own, which closes when the promise that it returns has settled.
 *
 * @param fn - Gets the context.
 */
export function runJob(
  name: string,
  fn: (context: Context) => unknown,
  inbound?: unknown,
  validate?: Unit['validate'],
): unknown {
  const unit = openUnit({ kind: 'JOB', name, inbound, validate });
  return runUnit(unit, () => fn(unit.context));
}
