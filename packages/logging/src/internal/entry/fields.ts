import { Local } from '@aiolocals/core';
import type { Entry } from './entry.js';
import { type FieldSelection, type Redaction, selectionOf } from './field-selection.js';

/** Puts what a Local holds in the current context onto an entry. */
export type Field = (entry: Entry) => void;

/** The fields under which an entry keeps the errors and arguments of callers. */
const FOR_CALLERS: ReadonlySet<string> = new Set(['error', 'arguments']);
const REDACTED = '[redacted]';

/**
 * Creates the fields that the option asks for. Their names are added to `names` and to `reserved`, also those that an
 * open Local gets later.
 *
 * @param options - The option, which was checked.
 * @throws TypeError if a name is reserved already.
 */
export function makeFields(
  options: readonly object[],
  reserved: Set<string>,
  names: Set<string>,
): Field[] {
  return options.map((option, index) => {
    const at = `fields[${index}]`;
    const selection = selectionOf(option);
    const known = selection.attributes ?? Object.keys(selection.local);
    for (const name of known) {
      if (reserved.has(name) || FOR_CALLERS.has(name)) {
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
  { local, attributes, redact }: FieldSelection,
  reserved: Set<string>,
  names: Set<string>,
): Field {
  return (entry) => {
    const state = (attributes === undefined ? Local.peek(local) : local) as Record<string, unknown>;
    for (const name of attributes ?? Object.keys(state)) {
      if (!names.has(name)) {
        if (reserved.has(name) || FOR_CALLERS.has(name)) continue;
        names.add(name);
        reserved.add(name);
      }
      const value = valueOf(state, name, redact?.[name]);
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
    // A value that was to be redacted must not be shown, whatever it is.
    return redaction === undefined ? undefined : REDACTED;
  }
}
