import type { LogContext } from '../entry/log-context.js';
import type { Attachment } from '../logger/settings.js';
import type { AnyLogger } from '../winston/shapes.js';
import { addFields } from './add-fields.js';
import { ownCopy } from './own-copy.js';
import { SPLAT } from '../winston/symbols.js';
import { isReadable, makeReadable } from './readable.js';

type Info = Record<PropertyKey, unknown>;

/** Returns the function that adds the fields of a line to its entry, and runs the format of the logger. */
export function makeFormatter(
  root: AnyLogger,
  attachment: Attachment,
  stream: { readonly kept: object | undefined },
): (info: Info, logContext: LogContext) => unknown {
  return (info, logContext) => {
    const { kept } = stream;
    addFields(attachment.settings, info, logContext);
    const output = run(root, info);
    return kept !== undefined && output === kept ? ownCopy(kept) : output;
  };
}

function run(root: AnyLogger, info: Info): unknown {
  try {
    return root.format.transform(info as never, root.format.options);
  } catch (error) {
    // An error of the user's format reaches the caller, as with winston alone. An argument that cannot be read loses no
    // line.
    if (hasStraySplat(info)) info[SPLAT] = [];
    else if (isReadable([info, info['message'], ...splatOf(info)])) throw error;
    else makeReadable(info);
    return root.format.transform(info as never, root.format.options);
  }
}

/** Whether the caller has a field `splat`, which `splat()` takes for arguments, and for which it throws. */
function hasStraySplat(info: Info): boolean {
  const { splat } = info;
  return info[SPLAT] === undefined && splat !== undefined && !Array.isArray(splat);
}

function splatOf(info: Info): readonly unknown[] {
  const splat = info[SPLAT];
  return Array.isArray(splat) ? splat : [];
}
