import { setImmediate } from 'node:timers/promises';
import { inRequest } from './in-request.js';

const REQUESTS = 200;
const LINES_EACH = 50;

const TRAFFIC_LINES = REQUESTS * LINES_EACH;

/**
 * Logs 10,000 lines from 200 requests that take turns. A line says which request it is from, `REQ17 3`.
 */
export async function traffic(log: (message: string) => void): Promise<void> {
  const requests = Array.from({ length: REQUESTS }, (_, index) => `REQ${index}`);
  await Promise.all(
    requests.map((id) =>
      inRequest(id, `/path/${id}`, async () => {
        for (let line = 0; line < LINES_EACH; line++) {
          log(`${id} ${line}`);
          if (line % 5 === 0) await setImmediate();
        }
      }),
    ),
  );
}

/** What `judge` found. */
export interface Verdict {
  readonly lines: number;
  /** Lines with the id or the path of another request. */
  readonly wrong: number;
  /** Lines without an id. */
  readonly missing: number;
  readonly distinct: number;
}

export const PERFECT: Verdict = {
  lines: TRAFFIC_LINES,
  wrong: 0,
  missing: 0,
  distinct: TRAFFIC_LINES,
};

/** Compares what lines in JSON carry with what their messages say. */
export function judge(lines: readonly string[]): Verdict {
  const entries = lines.map(
    (line) => JSON.parse(line) as { message: string; requestId?: string; requestPath?: string },
  );
  const missing = entries.filter(({ requestId }) => requestId === undefined || requestId === '');
  const wrong = entries.filter(({ message, requestId, requestPath }) => {
    const [said] = message.split(' ');
    return requestId !== said || requestPath !== `/path/${said}`;
  });
  return {
    lines: lines.length,
    wrong: wrong.length - missing.length,
    missing: missing.length,
    distinct: new Set(entries.map(({ message }) => message)).size,
  };
}
