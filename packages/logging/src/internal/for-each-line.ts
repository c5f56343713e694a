import { request as requestState } from '@aiolocals/core';
import * as lines from '@aiolocals/lines/logger';

// What every line needs. In the CommonJS build, an entry point is an object of getters, which V8 keeps as a hash table.
// Reading these properties instead saves a tenth of the cost of a line.

export const keysOf: typeof lines.keysOf = lines.keysOf;
export const lateness: typeof lines.lateness = lines.lateness;
export const logging: typeof lines.logging = lines.logging;
export const putRequest: typeof lines.putRequest = lines.putRequest;
export const read: typeof lines.read = lines.read;
export const request: typeof requestState = requestState;
export const requestText: typeof lines.requestText = lines.requestText;
export const USUAL_NAMES: typeof lines.USUAL_NAMES = lines.USUAL_NAMES;
