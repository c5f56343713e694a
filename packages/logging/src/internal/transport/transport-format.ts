import { Context } from '@aiolocals/core';
import type { Logform } from 'winston';
import { logContextOf } from '../entry/log-context.js';
import type { AnyTransport } from '../winston/shapes.js';

/** The formats that this file put on transports. */
const bound = new WeakSet<Logform.Format>();

/** Makes the transport's own format run, whenever that is, in the context of the entry's log call. */
export function bindFormat(transport: AnyTransport, format: Logform.Format): void {
  if (bound.has(format)) return;
  const inContext = Object.create(format) as Logform.Format;
  inContext.transform = (info, options) => {
    const context = logContextOf(info)?.context;
    if (context === undefined) return Context.exit(() => format.transform(info, options));
    return context.enter(() => format.transform(info, options));
  };
  bound.add(inContext);
  transport.format = inContext;
}
