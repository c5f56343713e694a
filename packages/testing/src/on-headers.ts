import { createRequire } from 'node:module';
import type { ServerResponse } from 'node:http';

const require = createRequire(import.meta.url);
/** Of `compression`: half of all middleware that changes headers uses it. */
const requireAsCompression = createRequire(require.resolve('compression'));

/** Calls `listener` when the head of the response is about to be written. */
export const onHeaders = requireAsCompression('on-headers') as (
  response: ServerResponse,
  listener: () => void,
) => void;
