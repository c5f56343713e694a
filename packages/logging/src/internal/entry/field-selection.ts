import { Local } from '@aiolocals/core';
import { expected } from '@aiolocals/core/options';

/** What a line shows in place of a value: `true` shows `[redacted]`, a function returns what to show. */
export type Redaction = true | ((value: unknown) => unknown);

/** Some attributes of a Local, for each line. */
export interface FieldSelection {
  readonly local: object;
  /** The attributes to log. By default all that the Local has. */
  readonly attributes?: readonly string[];
  /** Redactions by attribute. */
  readonly redact?: Readonly<Record<string, Redaction>>;
}

/**
 * Checks one entry of the option `fields`, which is a Local or a selection.
 *
 * @param at - Where the entry is, for messages.
 * @throws TypeError if it is neither.
 */
export function selectionOf(option: unknown, at: string): FieldSelection {
  if (isLocal(option)) return { local: option };
  if (typeof option !== 'object' || option === null)
    throw expected(at, 'a Local or `{ local, attributes, redact }`', option);
  const { local, attributes, redact } = option as Partial<FieldSelection>;
  if (!isLocal(local)) throw expected(`${at}.local`, 'a Local', local);
  if (
    attributes !== undefined &&
    !(Array.isArray(attributes) && attributes.every((name) => typeof name === 'string'))
  ) {
    throw expected(`${at}.attributes`, 'an array of attribute names', attributes);
  }
  for (const [name, redaction] of Object.entries(redact ?? {})) {
    if (redaction !== true && typeof redaction !== 'function')
      throw expected(`${at}.redact.${name}`, '`true` or a function', redaction);
  }
  return { local, attributes, redact } as FieldSelection;
}

function isLocal(value: unknown): value is object {
  try {
    Local.nameOf(value as object);
    return true;
  } catch {
    return false;
  }
}
