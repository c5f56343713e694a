import { type CheckOptions, type Checks, optionsChecker } from '../check-options.js';
import { expectBoolean, expected, expectName, expectSignal, expectTimeout } from '../expect.js';
import { definitionOf } from '../state/definition.js';

const checks: Checks = {
  locals: expectLocals,
  // Contexts are known to their own class alone, which checks it.
  parent: () => {},
  ident: expectName,
  name: expectName,
  signal: expectSignal,
  timeout: expectTimeout,
  detached: expectBoolean,
};

/** Throws a TypeError for the first option of a context that does not exist or is not what it should be. */
export const checkContextOptions: CheckOptions = optionsChecker('new Context', checks);

/** The same for the options of a background task. */
export const checkTaskOptions: CheckOptions = optionsChecker('wrapAsync', checks);

function expectLocals(name: string, locals: unknown): void {
  if (!Array.isArray(locals)) throw expected(name, 'an array of Locals', locals);
  locals.forEach((local: unknown, index) => definitionOf(local, `${name}[${index}]`));
}
