import type { Attribute } from './internal/locals/attribute.js';
import { makeKeyed } from './internal/locals/local.js';
import { type Access, contextOrThrow } from './internal/locals/no-context.js';
import { share } from './internal/runtime/share.js';
import { REQUEST_ID, REQUEST_PATH } from './internal/state/frame.js';
import { REQUEST_KEY as KEY } from './internal/state/package-keys.js';
import { UNSET } from './internal/state/slots.js';
import {
  requestId,
  requestPath,
  setRequestId,
  setRequestPath,
} from './internal/context/context.js';
import { storage } from './internal/storage/storage.js';

/** The state of the Local that names the request on every log line. */
export interface RequestState {
  /** The id of the request or job; empty if it has none. */
  id: string;
  /** The path of the request without its query, or the name of the job. */
  path: string;
}

// Written out for each of the two: a shared closure over the field would be one more call on the hottest path.
const id: Attribute = {
  slot: REQUEST_ID,
  isPlain: false,
  declared: '',
  get() {
    const store = storage.getStore();
    return requestId(store ?? contextOrThrow(store, getId));
  },
  set(value) {
    const store = storage.getStore();
    setRequestId(store ?? contextOrThrow(store, setId), value as string);
  },
  read: (context) => requestId(context),
  nonDefault: (context) => requestId(context) || UNSET,
  write: (context, value) => setRequestId(context, value as string),
  changed: (_context, { isIdAssigned }) => isIdAssigned,
  refresh: (context) => setRequestId(context, ''),
};

const path: Attribute = {
  slot: REQUEST_PATH,
  isPlain: false,
  declared: '',
  get() {
    const store = storage.getStore();
    return requestPath(store ?? contextOrThrow(store, getPath));
  },
  set(value) {
    const store = storage.getStore();
    setRequestPath(store ?? contextOrThrow(store, setPath), value as string);
  },
  read: (context) => requestPath(context),
  nonDefault: (context) => requestPath(context) || UNSET,
  write: (context, value) => setRequestPath(context, value as string),
  changed: (_context, { isPathAssigned }) => isPathAssigned,
  refresh: (context) => setRequestPath(context, ''),
};

const local = KEY;
const getId: Access = { local, attribute: 'id', operation: 'get', entry: id.get };
const setId: Access = { local, attribute: 'id', operation: 'set', entry: id.set };
const getPath: Access = { local, attribute: 'path', operation: 'get', entry: path.get };
const setPath: Access = { local, attribute: 'path', operation: 'set', entry: path.set };

/**
 * The Local of the request or job that is being worked on: `Local.for('aiolocals.request')`. The HTTP adapters and
 * `jobContext` set it; the logging reads it.
 */
export const request: RequestState = share('request', makeKeyed(KEY, { id, path }) as RequestState);
