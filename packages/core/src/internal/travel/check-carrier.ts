import { CarrierError } from '../errors.js';
import { type Carrier, CARRIER_VERSION } from './carrier.js';

/**
 * Returns the value if it has the form of a carrier. Its state is checked when a context is made from it.
 *
 * @throws CarrierError otherwise, or if it is of a later version.
 */
export function checkCarrier(value: unknown): Carrier {
  if (typeof value !== 'object' || value === null) throw damaged(`it is ${kindOf(value)}`);
  const { version, ident, deadline, state, encoded, isPacked } = read(value);
  if (!Number.isInteger(version) || (version as number) < 1) throw damaged('it has no version');
  if ((version as number) > CARRIER_VERSION) {
    throw new CarrierError(
      `Cannot restore a context from a carrier of version ${version}: this @aiolocals/core reads version ` +
        `${CARRIER_VERSION}; install the version here that made the carrier, or run without its context, with ` +
        "`onRefusal: 'run-outside-context'`",
    );
  }
  if (ident !== undefined && (typeof ident !== 'string' || ident === ''))
    throw damaged('its ident is not a string');
  if (deadline !== undefined && !Number.isFinite(deadline))
    throw damaged('its deadline is not a time');
  if (isPacked) throw damaged('its state is packed, which is no longer read');
  if (ident === undefined && (deadline ?? state ?? encoded) !== undefined)
    throw damaged('it has state but no ident');
  return { aiolocals: version, ident, deadline, state, encoded } as Carrier;
}

interface Read extends Partial<Carrier> {
  readonly version?: number;
  readonly isPacked: boolean;
}

/** Reads each field once: a getter may throw, or say something else the next time. */
function read(carrier: object): Read {
  try {
    const { aiolocals: version, ident, deadline, state, encoded } = carrier as Carrier;
    return { version, ident, deadline, state, encoded, isPacked: 'packed' in carrier } as Read;
  } catch (cause) {
    throw damaged('it cannot be read', cause);
  }
}

/**
 * Returns the error for a value that is not what `captureContext` returned.
 *
 * @param what - What is wrong with it.
 */
export function damaged(what: string, cause?: unknown): CarrierError {
  return new CarrierError(
    `Cannot restore a context from this carrier: ${what}; pass what \`captureContext\` returned, unchanged`,
    cause === undefined ? undefined : { cause },
  );
}

function kindOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}
