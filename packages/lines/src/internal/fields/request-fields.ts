import { type Check, expected, nearestName } from '@aiolocals/core/options';
import type { RequestNames } from './request-names.js';

/** What the fields of the request are called on each line: an entry of the option `fields`. */
export interface RequestFields {
  /**
   * The name of the field with the id of the request, or false for no such field.
   *
   * @default 'requestId'
   */
  readonly requestId?: string | false;
  /**
   * The name of the field with the path of the request, or false for no such field.
   *
   * @default 'requestPath'
   */
  readonly requestPath?: string | false;
  /**
   * The name of the field that says how many seconds before the log call its context ended, or false for no such field.
   *
   * @default 'late'
   */
  readonly late?: string | false;
  /**
   * Whether a line outside any request lacks the id and the path, or has empty strings in their place. By default
   * `'omit'` in a guest's logger, `'empty'` in a hardened one.
   */
  readonly outside?: 'omit' | 'empty';
}

const OUTSIDE = ['omit', 'empty'];
/** Names that winston, and the formats of most services, use on each line. */
const TAKEN: ReadonlySet<string> = new Set(['level', 'message', 'timestamp', '__proto__']);

/** The checks of `RequestFields`. */
export const requestFieldChecks: Readonly<Record<keyof RequestFields, Check>> = {
  requestId: expectNameOrFalse,
  requestPath: expectNameOrFalse,
  late: expectNameOrFalse,
  outside: expectOutside,
};

/** Whether a checked entry of `fields` gives names to the fields of the request. */
export function isRequestFields(field: object): field is RequestFields {
  return Object.keys(requestFieldChecks).some((name) => name in field) && !('local' in field);
}

/** Returns the names with those that `fields` gives. */
export function renamed(names: RequestNames, fields: RequestFields): RequestNames {
  const {
    requestId = names.requestId,
    requestPath = names.requestPath,
    late = names.late,
    outside,
  } = fields;
  const isEmptyOutside = outside === undefined ? names.isEmptyOutside : outside === 'empty';
  return { requestId, requestPath, late, isEmptyOutside };
}

/** Returns the names of the id and the path, without those that are switched off. A caller can have a `late` as well. */
export function usedNames({ requestId, requestPath }: RequestNames): string[] {
  return [requestId, requestPath].filter((name) => name !== false);
}

function expectNameOrFalse(name: string, value: unknown): void {
  if (value === false) return;
  if (typeof value !== 'string' || value === '')
    throw expected(name, 'the name of a field, or false', value);
  if (TAKEN.has(value))
    throw expected(name, 'a name that no other field of a line has', value, 'choose another name');
}

function expectOutside(name: string, value: unknown): void {
  if (OUTSIDE.includes(value as string)) return;
  const near = typeof value === 'string' ? nearestName(value, OUTSIDE) : undefined;
  const hint = near === undefined ? undefined : `did you mean \`${near}\`?`;
  throw expected(name, "`'omit'` or `'empty'`", value, hint);
}
