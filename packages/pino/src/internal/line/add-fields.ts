import { Context, request } from '@aiolocals/core';
import { lateness, requestText } from '@aiolocals/lines/logger';
import type { PinoKeys, PinoLogger } from '../pino.js';
import { addMembers } from './add-members.js';
import { type LineSettings, writtenKey } from './line-settings.js';
import { renderValue } from './render-value.js';
import { membersOf } from './top-level.js';

/** Returns the line with the fields of the request. Call it in the context of the log call. */
export function addFields(
  logger: PinoLogger,
  keys: PinoKeys,
  settings: LineSettings,
  line: string,
): string {
  const context = Context.current();
  const { names, fields, idKey, pathKey } = settings;
  const { isEmptyOutside } = names;
  const added: string[] = [];
  let text = '';

  function add(key: string, name: string, value: unknown): void {
    const json = renderValue(logger, keys, name, value);
    if (json === undefined) return;
    added.push(key);
    text += `,${key}${json}`;
  }

  if (idKey !== undefined) {
    const id = context === undefined ? '' : requestText(request.id);
    if (id !== '' || isEmptyOutside) add(idKey, names.requestId as string, id);
  }
  if (pathKey !== undefined) {
    const path = context === undefined ? '' : requestText(request.path);
    if (path !== '' || isEmptyOutside) add(pathKey, names.requestPath as string, path);
  }
  if (context?.closed === true && names.late !== false) addLate(context, names.late);
  if (fields.length > 0) {
    const values: Record<string, unknown> = {};
    for (const field of fields) field(values, context);
    for (const name of Object.keys(values)) add(writtenKey(name), name, values[name]);
  }
  const end = logger[keys.end] as string;
  // Another instrumentation can have made something else of it.
  return text === '' || !line.endsWith(end) ? line : addMembers(line, end, added, text);

  /** A caller can have a field `late` as well, which stays. */
  function addLate(closed: Context, name: string): void {
    const late = lateness(closed);
    if (late === undefined) return;
    const key = writtenKey(name);
    const isThere = membersOf(line)?.some((member) => `${member.key}:` === key) === true;
    if (!isThere) add(key, name, late);
  }
}
