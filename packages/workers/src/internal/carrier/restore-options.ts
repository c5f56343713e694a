import { type Allow, expectAllow } from '@aiolocals/core/carrier';
import { type Checks, expected } from '@aiolocals/core/options';

/** What to do with a carrier that cannot be restored. */
export type OnRefusal = 'throw' | 'run-outside-context';

/** The options of the functions that restore carriers. */
export interface RestoreOptions {
  readonly onRefusal?: OnRefusal;
  readonly allow?: Allow;
}

/** The checks of these options. */
export const restoreChecks: Checks<'onRefusal' | 'allow'> = {
  onRefusal: expectOnRefusal,
  allow: expectAllow,
};

function expectOnRefusal(name: string, value: unknown): void {
  if (value !== 'throw' && value !== 'run-outside-context')
    throw expected(name, "'throw' or 'run-outside-context'", value);
}
