import { Context, request } from '@aiolocals/core';
import { lateness, requestText } from '@aiolocals/lines/logger';
import { type PinoKeys, type PinoLogger, SERIALIZERS } from '../pino.js';
import { type LineSettings, writtenKey } from './line-settings.js';
import { isTreated, quote, renderValue } from './render-value.js';

/** The fields of a line. */
export interface FieldsText {
  /** As they are written: with a comma before each. */
  text: string;
  names: readonly string[];
  /** The names as they are written, with their colons. */
  written: readonly string[];
}

/** The fields of the request as the last line had them, and what they depend on. */
interface Last extends FieldsText {
  id: unknown;
  path: unknown;
  settings: LineSettings | undefined;
  serializers: unknown;
  stringifiers: unknown;
  /** Whether the logger just prints the id and the path. */
  isPlain: boolean;
}

type GetFields = (logger: PinoLogger, settings: LineSettings) => Readonly<FieldsText>;

const NONE: FieldsText = { text: '', names: [], written: [] };

/**
 * Returns a function that returns the fields of a line which is logged now, for one logger and its children. What it
 * returns can change with the next line.
 */
export function makeGetFields(keys: PinoKeys): GetFields {
  const last: Last = {
    ...NONE,
    id: undefined,
    path: undefined,
    settings: undefined,
    serializers: undefined,
    stringifiers: undefined,
    isPlain: false,
  };

  return (logger, settings) => {
    const context = Context.current();
    const { fields, names } = settings;
    const isLate = context?.closed === true && names.late !== false;
    let ofRequest: FieldsText = NONE;
    if (context !== undefined) ofRequest = fieldsOfRequest(logger, settings);
    else if (names.isEmptyOutside) ofRequest = rendered(logger, keys, settings, '', '');
    if (fields.length === 0 && !isLate) return ofRequest;

    const values: Record<string, unknown> = {};
    if (isLate) values[names.late] = lateness(context);
    for (const field of fields) field(values, context);
    return withValues(logger, keys, ofRequest, values);
  };

  /** Most lines have the id and the path of the line before. */
  function fieldsOfRequest(logger: PinoLogger, settings: LineSettings): FieldsText {
    const { id, path } = request;
    const serializers = logger[SERIALIZERS];
    const stringifiers = logger[keys.stringifiers];
    if (
      last.id === id &&
      last.path === path &&
      last.settings === settings &&
      last.serializers === serializers &&
      last.stringifiers === stringifiers
    )
      return last;
    if (
      last.settings !== settings ||
      last.serializers !== serializers ||
      last.stringifiers !== stringifiers
    ) {
      last.settings = settings;
      last.serializers = serializers;
      last.stringifiers = stringifiers;
      last.isPlain = settings.both?.names.every((name) => !isTreated(logger, keys, name)) === true;
    }
    const { both } = settings;
    if (last.isPlain && both !== undefined && isText(id) && isText(path)) {
      last.text = `${both.beforeId}${quote(id)}${both.beforePath}${quote(path)}`;
      last.names = both.names;
      last.written = both.written;
    } else
      Object.assign(last, rendered(logger, keys, settings, requestText(id), requestText(path)));
    last.id = id;
    last.path = path;
    return last;
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function rendered(
  logger: PinoLogger,
  keys: PinoKeys,
  { names }: LineSettings,
  id: string,
  path: string,
): FieldsText {
  const { requestId, requestPath, isEmptyOutside } = names;
  const hasId = requestId !== false && (id !== '' || isEmptyOutside);
  const hasPath = requestPath !== false && (path !== '' || isEmptyOutside);
  const values: Record<string, unknown> = {};
  if (hasId) values[requestId] = id;
  if (hasPath) values[requestPath] = path;
  return withValues(logger, keys, NONE, values);
}

function withValues(
  logger: PinoLogger,
  keys: PinoKeys,
  before: FieldsText,
  values: Readonly<Record<string, unknown>>,
): FieldsText {
  let { text } = before;
  const names = [...before.names];
  const written = [...before.written];
  for (const name of Object.keys(values)) {
    const json = renderValue(logger, keys, name, values[name]);
    if (json === undefined) continue;
    const key = writtenKey(name);
    text += `,${key}${json}`;
    names.push(name);
    written.push(key);
  }
  return { text, names, written };
}
