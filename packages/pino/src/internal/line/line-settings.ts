import { type Fields, GUEST_NAMES, makeFields, SHADOWED } from '@aiolocals/lines/logger';
import type { PinoKeys, PinoLogger } from '../pino.js';

/** What is added to each line of a logger. */
export interface LineSettings extends Fields {
  /** The key of the field with the id, as it is written; undefined if lines have none. */
  readonly idKey: string | undefined;
  /** The key of the field with the path, likewise. */
  readonly pathKey: string | undefined;
}

/** Names on each line of pino that no field can have, whatever the logger calls them. */
const TAKEN = ['__proto__', 'level', 'time', SHADOWED];

/**
 * Returns what the option `fields` comes to.
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
  const fields = makeFields(options, GUEST_NAMES, new Set([...TAKEN, ...own]));
  const { requestId, requestPath } = fields.names;
  return {
    ...fields,
    idKey: requestId === false ? undefined : writtenKey(requestId),
    pathKey: requestPath === false ? undefined : writtenKey(requestPath),
  };
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
