import type { ContextOptions } from '../../types/context.js';
import { type CheckOptions, type Checks, optionsChecker } from '../check-options.js';
import {
  expectBoolean,
  expected,
  expectName,
  expectSignal,
  expectTimeout,
  isSignal,
} from '../expect.js';
import { definitionOf } from '../state/definition.js';

const checks = {
  locals: expectLocals,
  // Checked by the class, which alone can tell what is a context.
  parent: (): void => {},
  ident: expectName,
  name: expectName,
  signal: expectSignal,
  timeout: expectTimeout,
  detached: expectBoolean,
} satisfies Checks;

const checkEachContextOption = optionsChecker('new Context', checks);

/**
 * Throws a TypeError for the first option of a context that does not exist or is not what it should be. Options of the
 * kinds that nearly all contexts are made with are recognised without the general check, which costs as much as the
 * rest of making a context.
 */
export function checkContextOptions(options: ContextOptions): void {
  if (!isCommon(options)) checkEachContextOption(options);
}

function isCommon(options: ContextOptions): boolean {
  if (typeof options !== 'object' || options === null) return false;
  let isEmpty = true;
  for (const option in options) {
    isEmpty = false;
    switch (option) {
      case 'parent':
      case 'ident':
      case 'name':
      case 'signal':
      case 'timeout':
        break;
      default:
        return false;
    }
  }
  const { ident, name, signal, timeout } = options;
  return (
    !isEmpty &&
    (ident === undefined || (typeof ident === 'string' && ident !== '')) &&
    (name === undefined || (typeof name === 'string' && name !== '')) &&
    (signal === undefined || isSignal(signal)) &&
    (timeout === undefined || (typeof timeout === 'number' && timeout >= 0)) &&
    !Array.isArray(options)
  );
}

/** The same for the options of a background task. */
export const checkTaskOptions: CheckOptions = optionsChecker('wrapAsync', checks);

/** The same for the options of a fork. */
export const checkForkOptions: CheckOptions = optionsChecker(
  'context.fork',
  {
    locals: checks.locals,
    ident: checks.ident,
    name: checks.name,
    signal: checks.signal,
    timeout: checks.timeout,
  },
  {
    parent: 'the parent of a fork is the context that it is made from',
    detached: 'a fork closes with its parent; use `new Context({ detached: true })`',
  },
);

/** The same for the options of `openContext`. */
export const checkOpenOptions: CheckOptions = optionsChecker('openContext', checks);

/** The same for the settings of all contexts. */
export const checkSettings: CheckOptions = optionsChecker('Context.configure', {
  gracePeriod: expectTimeout,
});

/** Throws a TypeError for an outcome of `openContext` that is not what it should be. */
export const checkOutcome: CheckOptions = optionsChecker('close', { error: () => {} });

function expectLocals(name: string, locals: unknown): void {
  if (!Array.isArray(locals)) throw expected(name, 'an array of Locals', locals);
  locals.forEach((local: unknown, index) => definitionOf(local, `${name}[${index}]`));
}
