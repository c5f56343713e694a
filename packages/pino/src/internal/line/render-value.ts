import { type PinoKeys, type PinoLogger, SERIALIZERS, type Stringify } from '../pino.js';

type Stringifiers = Readonly<Record<PropertyKey, Stringify>>;
type Serialize = (value: unknown) => unknown;

/** What the logger does with the values of a field, besides printing them. */
interface Treatment {
  readonly serialize: Serialize | undefined;
  readonly redact: Stringify | undefined;
}

// What JSON escapes. Half of a surrogate pair is among it.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const ESCAPED = /["\\\u0000-\u001F\uD800-\uDFFF]/;

/** Returns the text as JSON. Most texts need no escape. */
export function quote(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
}

/** Whether the logger does more with a field of that name than to print it. */
export function isTreated(logger: PinoLogger, keys: PinoKeys, name: string): boolean {
  return treatmentOf(logger, keys, name) !== undefined;
}

/** Returns how the logger treats a field of that name, or undefined if it just prints it. */
function treatmentOf(logger: PinoLogger, keys: PinoKeys, name: string): Treatment | undefined {
  const serializers = logger[SERIALIZERS] as Readonly<Record<string, Serialize>>;
  const stringifiers = logger[keys.stringifiers] as Stringifiers;
  const serialize = serializers[name];
  const redact = stringifiers[name] ?? wildcardOf(stringifiers);
  return serialize === undefined && redact === undefined ? undefined : { serialize, redact };
}

const last: { stringifiers: Stringifiers; wildcard: Stringify | undefined } = {
  stringifiers: {},
  wildcard: undefined,
};

/** Returns the redaction of any field: that of a path which begins with `*`. Its key differs between copies of pino. */
function wildcardOf(stringifiers: Stringifiers): Stringify | undefined {
  // Most loggers share one with their children.
  if (stringifiers !== last.stringifiers) {
    const keys = Object.getOwnPropertySymbols(stringifiers);
    const key = keys.find(({ description }) => description === 'pino.wildcardFirst');
    last.stringifiers = stringifiers;
    last.wildcard = key === undefined ? undefined : stringifiers[key];
  }
  return last.wildcard;
}

/** Returns the value of a field as pino prints that of a binding, or undefined if it prints nothing. */
export function renderValue(
  logger: PinoLogger,
  keys: PinoKeys,
  name: string,
  given: unknown,
): string | undefined {
  const treatment = treatmentOf(logger, keys, name);
  if (treatment === undefined && typeof given === 'string') return quote(given);
  try {
    const value = treatment?.serialize === undefined ? given : treatment.serialize(given);
    if (value === undefined || typeof value === 'function') return undefined;
    const stringify = treatment?.redact ?? (logger[keys.stringify] as Stringify);
    return stringify(value, logger[keys.stringifySafe]);
  } catch {
    // A serializer of the user threw. The line is worth more than one of its fields.
    return '"[unable to serialize]"';
  }
}
