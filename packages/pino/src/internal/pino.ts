/** What a log method of pino does with its arguments, once it has formatted the message. */
export type Write = (
  this: PinoLogger,
  object: unknown,
  message: string | undefined,
  level: number,
) => void;

/** Makes a line of what was logged. */
export type AsJson = (
  this: PinoLogger,
  object: object,
  message: string | undefined,
  level: number,
  time: string,
) => string;

type LogMethod = (this: PinoLogger, ...args: unknown[]) => void;
type Stringify = (value: unknown, safe?: unknown) => string | undefined;

/** What this package uses of a logger, beyond its public type. */
export interface PinoLogger {
  readonly levels: { readonly values: Readonly<Record<string, number>> };
  level: string;
  emit: unknown;
  isLevelEnabled(level: string): boolean;
  [method: string]: unknown;
  [key: symbol]: unknown;
}

/** The keys of the private state of a logger. Each copy of pino has its own keys. */
export interface PinoKeys {
  readonly asJson: symbol;
  readonly write: symbol;
  readonly setLevel: symbol;
  readonly levelVal: symbol;
  readonly levelComp: symbol;
  readonly stream: symbol;
  readonly end: symbol;
  readonly lsCache: symbol;
  readonly chindings: symbol;
  readonly nestedKey: symbol;
  readonly stringify: symbol;
  readonly stringifySafe: symbol;
  readonly stringifiers: symbol;
  readonly messageKey: symbol;
  readonly errorKey: symbol;
}

const NAMES: readonly (keyof PinoKeys)[] = [
  'asJson',
  'write',
  'setLevel',
  'levelVal',
  'levelComp',
  'stream',
  'end',
  'lsCache',
  'chindings',
  'nestedKey',
  'stringify',
  'stringifySafe',
  'stringifiers',
  'messageKey',
  'errorKey',
];

/** pino's own: the same for all copies. */
export const SERIALIZERS: unique symbol = Symbol.for('pino.serializers');
export const FORMATTERS: unique symbol = Symbol.for('pino.formatters');
/** A stream that has it wants to know what each line is made of. */
export const METADATA: unique symbol = Symbol.for('pino.metadata');

/** Returns the keys of a logger, or undefined if pino did not make it. */
export function keysOfPino(logger: unknown): PinoKeys | undefined {
  const found: Record<string, symbol> = {};
  for (let object = logger; typeof object === 'object' && object !== null;) {
    for (const key of Object.getOwnPropertySymbols(object)) {
      const name = /^pino\.(\w+)$/.exec(key.description ?? '')?.[1];
      if (name !== undefined) found[name] ??= key;
    }
    object = Object.getPrototypeOf(object) as unknown;
  }
  if (!NAMES.every((name) => name in found)) return undefined;
  return found as unknown as PinoKeys;
}

/** Returns a logger of pino as this package uses it. */
export function internalsOf(logger: object): PinoLogger {
  return logger as PinoLogger;
}

/** Returns a level as a number, or undefined if the logger does not have it. */
export function rankOf(logger: PinoLogger, level: string): number | undefined {
  const { values } = logger.levels;
  return Object.hasOwn(values, level) ? values[level] : undefined;
}

export type { LogMethod, Stringify };
