import { Local } from '@aiolocals/core';
import type { Entry } from './entry.js';
import { expected } from '../expect.js';

/** What is shown in place of a value. `true` shows that there is one. */
export type Redaction = true | ((value: unknown) => unknown);

/** Some attributes of a Local, for every line. */
export interface FieldSelection {
  readonly local: object;
  /** All that the Local has, by default. */
  readonly attributes?: readonly string[];
  /** By attribute. */
  readonly redact?: Readonly<Record<string, Redaction>>;
}

/** Puts what a Local holds in the current context on an entry. */
export type Field = (entry: Entry) => void;

/** Where callers' errors and arguments go. */
const NEVER: ReadonlySet<string> = new Set(['error', 'arguments']);
const REDACTED = '[redacted]';

/**
 * Makes what reads the fields that were asked for. Their names are added to `names` and to `reserved`, also those that
 * an open Local turns out to have later; none may be reserved before.
 */
export function makeFields(options: unknown, reserved: Set<string>, names: Set<string>): Field[] {
  if (!Array.isArray(options))
    throw expected('fields', 'an array of Locals', options, 'pass `[local]`');
  return options.map((option: unknown, index) => {
    const at = `fields[${index}]`;
    const selection = selectionOf(option, at);
    const known = selection.attributes ?? Object.keys(selection.local);
    for (const name of known) {
      if (reserved.has(name) || NEVER.has(name)) {
        throw new TypeError(
          `Cannot log attribute \`${name}\` of Local \`${Local.nameOf(selection.local)}\` (\`${at}\`): every line has ` +
            'another field of that name; choose others with `attributes`',
        );
      }
      names.add(name);
      reserved.add(name);
    }
    return makeField(selection, reserved, names);
  });
}

function makeField(
  { local, attributes, redact = {} }: FieldSelection,
  reserved: Set<string>,
  names: Set<string>,
): Field {
  return (entry) => {
    const state = (attributes === undefined ? Local.peek(local) : local) as Record<string, unknown>;
    for (const name of attributes ?? Object.keys(state)) {
      if (!names.has(name)) {
        if (reserved.has(name) || NEVER.has(name)) continue;
        names.add(name);
        reserved.add(name);
      }
      const value = valueOf(state, name, redact[name]);
      if (value !== undefined) entry[name] = value;
    }
  };
}

function valueOf(state: Record<string, unknown>, name: string, redaction?: Redaction): unknown {
  try {
    const value = state[name];
    if (redaction === undefined || value === undefined) return value;
    return redaction === true ? REDACTED : redaction(value);
  } catch {
    // Whatever it is, it was not to be shown as it is.
    return redaction === undefined ? undefined : REDACTED;
  }
}

function selectionOf(option: unknown, at: string): FieldSelection {
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
