import { type Allow, expectAllow } from '@aiolocals/core/carrier';
import { type Checks, expected } from '@aiolocals/core/options';

/** What to do with a carrier that cannot be restored. */
export type OnRefusal = 'throw' | 'run-from-nothing';

/** The options of all that restores carriers. */
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
  if (value !== 'throw' && value !== 'run-from-nothing')
    throw expected(name, "'throw' or 'run-from-nothing'", value);
}
