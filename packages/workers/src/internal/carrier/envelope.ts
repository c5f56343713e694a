import { Context } from '@aiolocals/core';
import { type Carrier, NOTHING } from './carrier.js';

const MARK = '@aiolocals/workers';

/** Something on its way, and the context that it comes from. */
export interface Envelope {
  readonly [MARK]: Carrier;
  readonly content: unknown;
}

export function seal(content: unknown, capture: (context: Context) => Carrier): Envelope {
  const context = Context.current();
  return { [MARK]: context === undefined ? NOTHING : capture(context), content };
}

export function isEnvelope(value: unknown): value is Envelope {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, MARK);
}

export function carrierOf(envelope: Envelope): unknown {
  return envelope[MARK];
}
