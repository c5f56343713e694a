import { type Context, Local } from '@aiolocals/core';
import { describe } from '@aiolocals/core/options';
import { isNotAwaited } from '../not-awaited.js';
import { keysOf, read, thrownText } from '../safe-read.js';
import { warnOnce } from '../warn-once.js';
import { type FieldSelection, type Redaction, selectionOf } from './field-selection.js';
import { isRequestFields, renamed, usedNames } from './request-fields.js';
import type { RequestNames } from './request-names.js';

/** Puts what a Local holds in the current context, or what a function returns, onto an entry. */
export type Field = (entry: Record<string, unknown>, context: Context | undefined) => void;

/** What the option `fields` results in. */
export interface Fields {
  readonly fields: readonly Field[];
  /** What the fields of the request are called. */
  readonly names: RequestNames;
  /** The names of the fields of Locals and functions, and of the id and the path. Names that appear later are added. */
  readonly fieldNames: ReadonlySet<string>;
  /** The names that the data of callers cannot take. Those that a field gets later are added. */
  readonly reserved: ReadonlySet<string>;
}

/** Where a line keeps what a caller passed under the name of a field that is not the caller's. */
export const SHADOWED = 'shadowed';

/** The fields under which an entry keeps the errors and arguments of callers. */
const FOR_CALLERS: ReadonlySet<string> = new Set(['error', 'arguments']);
const REDACTED = '[redacted]';

/**
 * Creates the fields that the option asks for.
 *
 * @param options - The entries of the option, which were checked.
 * @param usual - What the fields of the request are called unless the option says otherwise.
 * @param taken - The names that no field can have.
 * @throws TypeError if a name is taken already.
 */
export function makeFields(
  options: readonly object[],
  usual: RequestNames,
  taken: ReadonlySet<string>,
): Fields {
  let names = usual;
  for (const option of options) if (isRequestFields(option)) names = renamed(names, option);
  expectDistinct(names);
  const reserved = new Set([...taken, ...usedNames(names)]);
  const own = new Set<string>();
  const fieldNames = new Set(usedNames(names));
  const taking: Taking = { reserved, own, fieldNames };
  const fields: Field[] = [];
  for (const [index, option] of options.entries()) {
    if (isRequestFields(option)) continue;
    if (typeof option === 'function') {
      fields.push(makeCalled(option as () => unknown, taking));
      continue;
    }
    const selection = selectionOf(option);
    const known = selection.attributes ?? Object.keys(selection.local);
    for (const name of known) {
      if (own.has(name) || !takes(name, taking)) throw nameTaken(index, selection.local, name);
    }
    fields.push(makeSelected(selection, taking));
  }
  return { fields, names, reserved, fieldNames };
}

/** Of two fields with one name, a line would have one. */
function expectDistinct(names: RequestNames): void {
  const used = [...usedNames(names), names.late].filter((name) => name !== false);
  const twice = used.find((name, index) => used.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new TypeError(
    `Expected \`requestId\`, \`requestPath\` and \`late\` of \`fields\` to be different names, got ${describe(twice)} twice`,
  );
}

function nameTaken(index: number, local: object, name: string): TypeError {
  return new TypeError(
    `Cannot log attribute \`${name}\` of Local \`${Local.nameOf(local)}\` (\`fields[${index}]\`): every line has ` +
      'another field of that name; choose others with `attributes`',
  );
}

/** The names that fields take, as they appear. */
interface Taking {
  readonly own: Set<string>;
  readonly reserved: Set<string>;
  readonly fieldNames: Set<string>;
}

/** Whether a field can have the name. From now on callers cannot. */
function takes(name: string, { own, reserved, fieldNames }: Taking): boolean {
  if (own.has(name)) return true;
  if (reserved.has(name) || FOR_CALLERS.has(name)) return false;
  own.add(name);
  reserved.add(name);
  fieldNames.add(name);
  return true;
}

function makeSelected({ local, attributes, redact }: FieldSelection, taking: Taking): Field {
  return (entry, context) => {
    // Outside any context a Local holds nothing.
    if (context === undefined) return;
    const state = (attributes === undefined ? Local.peek(local) : local) as Record<string, unknown>;
    for (const name of attributes ?? Object.keys(state)) {
      if (!takes(name, taking)) continue;
      const value = valueOf(state, name, redact?.[name]);
      if (value !== undefined) entry[name] = value;
    }
  };
}

function makeCalled(call: () => unknown, taking: Taking): Field {
  return (entry) => {
    let returned: unknown;
    try {
      returned = call();
    } catch (error) {
      warnFieldsThrew(error);
      return;
    }
    if (typeof returned !== 'object' || returned === null) return;
    if (isNotAwaited('A function in `fields`', returned)) return;
    for (const name of keysOf(returned)) {
      if (!takes(name, taking)) {
        warnFieldTaken(name);
        continue;
      }
      const value = read(returned, name);
      if (value !== undefined) entry[name] = value;
    }
  };
}

function valueOf(state: Record<string, unknown>, name: string, redaction?: Redaction): unknown {
  try {
    const value = state[name];
    if (redaction === undefined || value === undefined) return value;
    if (redaction === true) return REDACTED;
    const shown = redaction(value);
    return isNotAwaited('A redaction in `fields`', shown) ? REDACTED : shown;
  } catch {
    // A value whose redaction fails must not be shown.
    return redaction === undefined ? undefined : REDACTED;
  }
}

function warnFieldsThrew(error: unknown): void {
  warnOnce(
    'AIOLOCALS_FIELDS_THREW',
    '',
    `A function in \`fields\` threw: ${thrownText(error)}. The lines go without what it returns. ` +
      'Make it return an object for any line. Reported once.',
  );
}

function warnFieldTaken(name: string): void {
  warnOnce(
    'AIOLOCALS_FIELD_TAKEN',
    name,
    `A function in \`fields\` returned \`${name}\`, which is another field of each line, so it is left out. ` +
      'Return it under another name. Reported once.',
  );
}
