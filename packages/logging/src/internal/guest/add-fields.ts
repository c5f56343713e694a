import type { LogContext } from '../entry/log-context.js';
import { warnOnce } from '@aiolocals/lines/logger';
import { putRequest } from '../for-each-line.js';
import type { Settings } from '../logger/settings.js';
import { dropNamesInSplat, hasNamesInSplat } from './names-in-splat.js';

type Info = Record<PropertyKey, unknown>;

/** Puts the fields of a line onto its entry, before the format of the logger runs. Call it in the context of the call. */
export function addFields(settings: Settings, info: Info, logContext: LogContext): void {
  const { fields, fieldNames } = settings;
  const { requestId, names } = logContext;
  if (names.requestId !== false && requestId !== '') warnIfTaken(info, names.requestId, requestId);
  if (hasNamesInSplat(info, fieldNames)) addAgainstSplat(settings, info, logContext);
  else {
    putRequest(info, logContext);
    for (const field of fields) field(info, logContext.context);
  }
}

function addAgainstSplat(settings: Settings, info: Info, logContext: LogContext): void {
  const added: Record<string, unknown> = {};
  const { names, requestId, requestPath } = logContext;
  putRequest(added, { names, requestId, requestPath, late: undefined });
  for (const field of settings.fields) field(added, logContext.context);
  dropNamesInSplat(info, new Set(Object.keys(added)));
  Object.assign(info, added);
  putRequest(info, logContext);
}

function warnIfTaken(info: Info, name: string, requestId: string): void {
  const given = info[name];
  if (given === undefined || given === requestId) return;
  warnOnce(
    'AIOLOCALS_FIELD_TAKEN',
    name,
    `A log call passed \`${name}\`, which is the field with the id of the request, so what it passed is left out. ` +
      `Pass it under another name, or call the field otherwise: \`attachContext(logger, { fields: { requestId: 'correlation_id' } })\`. ` +
      'Reported once.',
  );
}
