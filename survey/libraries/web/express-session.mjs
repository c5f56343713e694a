// @ts-check
import session from 'express-session';
import { sessionCases } from '../../harness/session-cases.mjs';

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'express-session',
  cases: sessionCases(() => ({ store: new session.MemoryStore(), close: () => {} })),
};
