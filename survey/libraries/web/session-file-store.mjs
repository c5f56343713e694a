// @ts-check
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import session from 'express-session';
import sessionFileStore from 'session-file-store';
import { sessionCases } from '../../harness/session-cases.mjs';

const FileStore = sessionFileStore(session);

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'session-file-store',
  cases: sessionCases(() => {
    const path = mkdtempSync(join(tmpdir(), 'survey-'));
    const store = new FileStore({ path, logFn: () => {}, reapInterval: -1, retries: 0 });
    return { store, close: () => rmSync(path, { recursive: true, force: true }) };
  }),
};
