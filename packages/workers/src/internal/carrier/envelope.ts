import { Context } from '@aiolocals/core';
import { type Carrier, NO_CONTEXT } from './carrier.js';

const MARK = '@aiolocals/workers';

/** Arguments or a message, with the context that they were sent in. */
export interface Envelope {
  readonly [MARK]: Carrier;
  readonly content: unknown;
}

/** Returns an envelope with the content and the current context. */
export function seal(content: unknown, capture: (context: Context) => Carrier): Envelope {
  const context = Context.current();
  return { [MARK]: context === undefined ? NO_CONTEXT : capture(context), content };
}

/** Whether `seal` returned the value, here or elsewhere. */
export function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, MARK);
}

/** Returns what stands in the place of the carrier. It may be damaged. */
export function carrierOf(envelope: Envelope): unknown {
  return envelope[MARK];
}
