import { createRequire } from 'node:module';
import type { ServerResponse } from 'node:http';

const require = createRequire(import.meta.url);

/** Calls `listener` when the head of the response is about to be written. */
export const onHeaders = require('on-headers') as (
  response: ServerResponse,
  listener: () => void,
) => void;
