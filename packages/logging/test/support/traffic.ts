import { setImmediate } from 'node:timers/promises';
import { inRequest } from './in-request.js';

const REQUESTS = 200;
const LINES_EACH = 50;

/** Logs 50 lines from each of some requests that take turns. A line says which request it is from, `REQ17 3`. */
export async function traffic(log: (message: string) => void, count = REQUESTS): Promise<void> {
  const requests = Array.from({ length: count }, (_, index) => `REQ${index}`);
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

/** What is found if each line of the traffic carries its request. */
export function perfect(count: number): Verdict {
  const lines = count * LINES_EACH;
  return { lines, wrong: 0, missing: 0, distinct: lines };
}

export const PERFECT: Verdict = perfect(REQUESTS);

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
