import { types } from 'node:util';
import { Context } from '@aiolocals/core';
import type { Carrier } from '@aiolocals/core/carrier';
import { NO_CONTEXT } from './carrier.js';
import { isProof, proofOf } from './envelope-key.js';
import { warnOnce } from './warn-once.js';

const MARK = '@aiolocals/workers';
const CONTENT = 'content';
const PROOF = 'proof';

/** What an envelope holds. The carrier may be damaged. */
export interface Opened {
  readonly carrier: unknown;
  readonly content: unknown;
}

/**
 * Arguments or a message, with the context that they were sent in. A structured clone of it is a Map, which parsing
 * JSON never returns. In JSON it proves that it was made by this process, its parent or one of its children.
 */
export class Envelope extends Map<string, unknown> {
  toJSON(): object {
    const carrier = JSON.stringify(this.get(MARK));
    return { [MARK]: carrier, [PROOF]: proofOf(carrier), [CONTENT]: this.get(CONTENT) };
  }
}

/** Returns an envelope with the content and the current context. */
export function seal(content: unknown, capture: (context: Context) => Carrier): Envelope {
  const context = Context.current();
  const carrier = context === undefined ? NO_CONTEXT : capture(context);
  return new Envelope([
    [MARK, carrier],
    [CONTENT, content],
  ]);
}

/** Returns what is in the value if `seal` returned it, here or elsewhere. Anything else is somebody's data. */
export function open(value: unknown): Opened | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (types.isMap(value)) {
    return value.has(MARK) ? { carrier: value.get(MARK), content: value.get(CONTENT) } : undefined;
  }
  return Object.hasOwn(value, MARK)
    ? openJson(value as Readonly<Record<string, unknown>>)
    : undefined;
}

function openJson(value: Readonly<Record<string, unknown>>): Opened | undefined {
  const { [MARK]: carrier, [PROOF]: proof, [CONTENT]: content } = value;
  if (typeof carrier === 'string' && isProof(proof, carrier))
    return { carrier: JSON.parse(carrier) as unknown, content };
  warnOnce(
    'AIOLOCALS_ENVELOPE_REFUSED',
    `Passed on an object with the key \`${MARK}\` as plain data: it claims to hold a context, but neither this ` +
      'process nor its parent or children made it. If a child process did, start the child after ' +
      '@aiolocals/workers is loaded, with `env: process.env`, or with `serialization: ' +
      "'advanced'`; for a queue, use `captureContext` and `restoreContext`",
  );
  return undefined;
}
