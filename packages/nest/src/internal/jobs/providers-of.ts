import type { ModulesContainer } from '@nestjs/core';

interface Wrapper {
  readonly metatype?: unknown;
  readonly instance?: unknown;
}

/**
 * Returns the providers of an app whose class has this name. The class of another package is not imported: the app need not
 * have the package, and may have several copies of it.
 */
export function providersOf(modules: ModulesContainer, className: string): Wrapper[] {
  const found: Wrapper[] = [];
  for (const { providers } of modules.values()) {
    for (const wrapper of providers.values() as Iterable<Wrapper>) {
      const { metatype } = wrapper;
      if (typeof metatype === 'function' && metatype.name === className) found.push(wrapper);
    }
  }
  return found;
}
