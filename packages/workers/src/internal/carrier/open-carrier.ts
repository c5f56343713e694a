import { deserialize } from 'node:v8';
import { Context } from '@aiolocals/core';
import { contextFrom, type RestoreOptions, type Snapshot } from '@aiolocals/core/carrier';
import { CarrierError } from '../errors.js';
import { type Carrier, VERSION } from './carrier.js';

/** Makes the context that the carrier brings, or undefined if it says that there was none. */
function openCarrier(carrier: unknown): Context | undefined {
  const { ident, deadline, state, packed } = expectCarrier(carrier);
  if (ident === undefined) return undefined;
  const options: RestoreOptions =
    deadline === undefined ? { ident } : { ident, timeout: Math.max(deadline - Date.now(), 0) };
  try {
    return contextFrom((packed === undefined ? state : unpack(packed)) as Snapshot, options);
  } catch (cause) {
    if (cause instanceof CarrierError) throw cause;
    throw damaged('its state is not what was captured', cause);
  }
}

function unpack(packed: unknown): unknown {
  try {
    return deserialize(Buffer.from(packed as string, 'base64'));
  } catch (cause) {
    throw damaged('its packed state cannot be read', cause);
  }
}

function expectCarrier(carrier: unknown): Carrier {
  if (typeof carrier !== 'object' || carrier === null) throw damaged(`it is ${kindOf(carrier)}`);
  const { aiolocals: version, ident, deadline } = carrier as Partial<Carrier>;
  if (!Number.isInteger(version)) throw damaged('it has no version');
  if ((version as number) > VERSION) {
    throw new CarrierError(
      `Cannot restore a context from a carrier of version ${version}: this @aiolocals/workers reads version ` +
        `${VERSION}; install the version here that made it, or run from nothing with \`onRefusal: 'run-from-nothing'\``,
    );
  }
  if (ident !== undefined && (typeof ident !== 'string' || ident === ''))
    throw damaged('its ident is not a string');
  if (deadline !== undefined && !Number.isFinite(deadline))
    throw damaged('its deadline is not a time');
  return carrier as Carrier;
}

function kindOf(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a ${typeof value}`;
}

function damaged(what: string, cause?: unknown): CarrierError {
  return new CarrierError(
    `Cannot restore a context from this carrier: ${what}; pass on what \`captureContext\` returned, whole`,
    cause === undefined ? undefined : { cause },
  );
}

/** What to do with a carrier that is refused. */
export type OnRefusal = 'throw' | 'run-from-nothing';

/** Runs `fn` in the context that the carrier brings, or from nothing if it says that there was none. */
export function runIn<Args extends unknown[], Result>(
  carrier: unknown,
  onRefusal: OnRefusal,
  fn: (...args: Args) => Result,
  ...args: Args
): Result {
  let context: Context | undefined;
  try {
    context = openCarrier(carrier);
  } catch (error) {
    if (onRefusal === 'throw') throw error;
  }
  return context === undefined ? Context.exit(fn, ...args) : context.run(fn, ...args);
}
