import { type PinoKeys, type PinoLogger, SERIALIZERS, type Stringify } from '../pino.js';

type Serialize = (value: unknown) => unknown;

/** What the logger does with the values of a field, besides printing them. */
export interface Treatment {
  readonly serialize: Serialize | undefined;
  readonly redact: Stringify | undefined;
}

/** Returns how the logger treats a field of that name, or undefined if it just prints it. */
export function treatmentOf(
  logger: PinoLogger,
  keys: PinoKeys,
  name: string,
): Treatment | undefined {
  const serializers = logger[SERIALIZERS] as Readonly<Record<string, Serialize>>;
  const stringifiers = logger[keys.stringifiers] as Readonly<Record<PropertyKey, Stringify>>;
  const serialize = serializers[name];
  const redact = stringifiers[name] ?? stringifiers[keys.wildcardFirst];
  return serialize === undefined && redact === undefined ? undefined : { serialize, redact };
}

/** Returns the value of a field as pino prints that of a binding, or undefined if it prints nothing. */
export function renderValue(
  logger: PinoLogger,
  keys: PinoKeys,
  name: string,
  given: unknown,
): string | undefined {
  const treatment = treatmentOf(logger, keys, name);
  if (treatment === undefined && typeof given === 'string') return JSON.stringify(given);
  try {
    const value = treatment?.serialize === undefined ? given : treatment.serialize(given);
    if (value === undefined || typeof value === 'function') return undefined;
    const stringify = treatment?.redact ?? (logger[keys.stringify] as Stringify);
    return stringify(value, logger[keys.stringifySafe]);
  } catch {
    // A serializer of the user's. The line is worth more than one of its fields.
    return '"[unable to serialize]"';
  }
}
