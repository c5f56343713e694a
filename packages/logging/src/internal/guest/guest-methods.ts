import { Context } from '@aiolocals/core';
import { passesContext } from '../logger/admission.js';
import { makeFinal } from '../logger/final.js';
import type { Attachment } from '../logger/settings.js';
import { prepareTransport } from '../transport/prepare-transport.js';
import { pipesOf } from '../winston/pipes.js';
import type { AnyLogger } from '../winston/shapes.js';
import { makeGuestCalls } from './guest-calls.js';
import { makeGuestStream } from './guest-stream.js';

type IsLevelEnabled = (this: unknown, level: string) => boolean;

/** Creates the methods that replace those of a guest's logger. Its children inherit them. */
export function makeGuestMethods(root: AnyLogger, attachment: Attachment): Record<string, unknown> {
  const { add, isLevelEnabled } = root as AnyLogger & { isLevelEnabled?: IsLevelEnabled };
  const stream = makeGuestStream(root, attachment);
  const methods: Record<string, unknown> = {
    ...makeGuestCalls(root, stream),
    write: stream.write,
    _transform: stream._transform,
    _final: makeFinal(root),
    add(transport: unknown) {
      const result = add.call(root, transport);
      pipesOf(root).forEach(prepareTransport);
      return result;
    },
  };
  // Old versions of winston do not have it.
  if (isLevelEnabled !== undefined) {
    methods['isLevelEnabled'] = function (this: unknown, level: string) {
      const decided = Context.current() === undefined ? undefined : passesContext(root, level);
      if (decided === undefined || root.transports.some((transport) => transport.level))
        return isLevelEnabled.call(this, level) || decided === true;
      return decided;
    };
  }
  return methods;
}
