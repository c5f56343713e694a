import { types } from 'node:util';
import { Local } from '@aiolocals/core';
import { expected, expectName, optionsChecker } from '@aiolocals/core/options';
import { isRequestFields, type RequestFields, requestFieldChecks } from './request-fields.js';

/** What a line shows in place of a value: `true` shows `[redacted]`, a function returns what to show. */
export type Redaction = true | ((value: unknown) => unknown);

type Redactions = Readonly<Record<string, Redaction>>;

/** Some attributes of a Local, for each line. */
export interface FieldSelection {
  readonly local: object;
  /** The attributes to log. By default all that the Local has. */
  readonly attributes?: readonly string[];
  /** Redactions by attribute. */
  readonly redact?: Redactions;
}

/** An entry of the option `fields`: a Local, some of its attributes, a function, or the names of the request's fields. */
export type FieldOption =
  | object
  | FieldSelection
  | RequestFields
  | (() => Readonly<Record<string, unknown>> | undefined);

const checkSelection = optionsChecker('fields', {
  local: expectLocal,
  attributes: expectAttributes,
  redact: expectRedactions,
});
const checkRequestFields = optionsChecker('fields', requestFieldChecks);
const checkEither = optionsChecker('fields', {
  local: anything,
  attributes: anything,
  redact: anything,
  requestId: anything,
  requestPath: anything,
  late: anything,
  outside: anything,
});

/** Throws a TypeError unless `value` is what the option `fields` can be. */
export function expectFields(name: string, value: unknown): void {
  if (isPlainNames(value)) checkRequestFields(value, name);
  else if (Array.isArray(value)) {
    for (const [index, field] of value.entries()) expectField(`${name}[${index}]`, field);
  } else throw expected(name, 'an array of Locals', value, 'pass `[local]`');
}

/** Whether the option only names the fields of the request: `{ requestId: 'correlation_id' }`. */
function isPlainNames(value: unknown): value is RequestFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isLocal(value))
    return false;
  // A date or a map names no field: it is a mistake.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || isRequestFields(value);
}

/** Returns the entries of the option, which was checked. */
export function entriesOf(fields: RequestFields | readonly FieldOption[]): readonly object[] {
  if (Array.isArray(fields)) return fields as readonly object[];
  return isRequestFields(fields) ? [fields] : [];
}

/** Returns the selection of an entry of `fields` that was checked: a copy, which the caller cannot change. */
export function selectionOf(field: object): FieldSelection {
  if (isLocal(field)) return { local: field };
  const { local, attributes, redact } = field as FieldSelection;
  return {
    local,
    ...(attributes && { attributes: [...attributes] }),
    ...(redact && { redact: copyOf(redact) }),
  };
}

function expectField(name: string, field: unknown): void {
  if (typeof field === 'function' || isLocal(field)) return;
  if (typeof field !== 'object' || field === null || Array.isArray(field))
    throw expected(name, 'a Local or `{ local, attributes, redact }`', field);
  if (!('local' in field)) checkEither(field, name);
  if (isRequestFields(field)) {
    checkRequestFields(field, name);
    return;
  }
  checkSelection(field, name);
  const { local, attributes, redact = {} } = field as Partial<FieldSelection>;
  expectLocal(`${name}.local`, local);
  const declared = declaredBy(local as object);
  if (attributes !== undefined) expectKnown(`${name}.attributes`, attributes, declared);
  // An open Local may get any attribute, but only those that are picked are logged.
  expectKnown(`${name}.redact`, Object.keys(copyOf(redact)), declared ?? attributes);
}

/** Returns the attributes of a declared Local; undefined for an open one, which takes any. */
function declaredBy(local: object): readonly string[] | undefined {
  // Only an open Local is a Proxy: the core has no other way to tell, outside any context.
  return types.isProxy(local) ? undefined : Object.keys(local);
}

/** Throws a TypeError, in the words of an unknown option, unless each name is known, or nothing is known. */
function expectKnown(at: string, names: readonly string[], known?: readonly string[]): void {
  if (known === undefined) return;
  const check = optionsChecker(at, Object.fromEntries(known.map((name) => [name, anything])));
  check(Object.fromEntries(names.map((name) => [name, true])));
}

function expectLocal(name: string, value: unknown): void {
  if (!isLocal(value)) throw expected(name, 'a Local', value);
}

function expectAttributes(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw expected(name, 'an array of attribute names', value);
  for (const [index, attribute] of value.entries()) expectName(`${name}[${index}]`, attribute);
}

function expectRedactions(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw expected(name, 'an object with a redaction for each attribute', value);
  for (const [attribute, redaction] of Object.entries(copyOf(value as Redactions))) {
    if (redaction !== true && typeof redaction !== 'function')
      throw expected(`${name}.${attribute}`, '`true` or a function', redaction);
  }
}

/** Returns a copy without a prototype: `toString` of an object is no redaction of an attribute of that name. */
function copyOf(redact: Redactions): Redactions {
  const copy = Object.create(null) as Record<string, Redaction>;
  for (const attribute in redact) {
    const redaction = redact[attribute];
    // Like an option, one that is undefined counts as not given.
    if (redaction !== undefined) copy[attribute] = redaction;
  }
  return copy;
}

function isLocal(value: unknown): value is object {
  try {
    Local.nameOf(value as object);
    return true;
  } catch {
    return false;
  }
}

function anything(): void {
  // The entry is checked again once its kind is known.
}
