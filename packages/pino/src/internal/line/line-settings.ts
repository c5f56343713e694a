import { expected } from '@aiolocals/core/options';
import { type Fields, GUEST_NAMES, makeFields, SHADOWED } from '@aiolocals/lines/logger';
import type { PinoKeys, PinoLogger } from '../pino.js';

/** What is added to each line of a logger. */
export interface LineSettings extends Fields {
  /** The names of the id and of the path, as they are and as they are written; undefined unless lines have both. */
  readonly both: IdAndPath | undefined;
}

interface IdAndPath {
  readonly names: readonly string[];
  readonly written: readonly string[];
  /** What is written before the id, and between the two. */
  readonly beforeId: string;
  readonly beforePath: string;
}

/** Names on each line of pino that no field can have, whatever the logger calls them. */
const TAKEN = ['__proto__', 'level', 'time', SHADOWED];

/**
 * Returns what the option `fields` results in.
 *
 * @param options - The entries of the option, which were checked.
 * @throws TypeError if a name is taken already.
 */
export function lineSettings(
  logger: PinoLogger,
  keys: PinoKeys,
  options: readonly object[],
): LineSettings {
  const own = [logger[keys.messageKey], logger[keys.errorKey]] as string[];
  const taken = new Set([...TAKEN, ...own]);
  const fields = makeFields(options, GUEST_NAMES, taken);
  for (const option of ['requestId', 'requestPath', 'late'] as const) {
    const name = fields.names[option];
    if (name !== false && taken.has(name))
      throw expected(
        `fields.${option}`,
        'a name that no other field of a line has',
        name,
        'choose another name',
      );
  }
  const { requestId, requestPath } = fields.names;
  if (requestId === false || requestPath === false) return { ...fields, both: undefined };
  const [beforeId, beforePath] = [`,${writtenKey(requestId)}`, `,${writtenKey(requestPath)}`];
  const names = [requestId, requestPath];
  return { ...fields, both: { names, written: names.map(writtenKey), beforeId, beforePath } };
}

const written = new Map<string, string>();
/** Open Locals can have any number of names. */
const MAX_WRITTEN = 1000;

/** Returns the key of a field as lines have it, with its colon. */
export function writtenKey(name: string): string {
  let key = written.get(name);
  if (key === undefined) {
    key = `${JSON.stringify(name)}:`;
    if (written.size < MAX_WRITTEN) written.set(name, key);
  }
  return key;
}
