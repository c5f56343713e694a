import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves on a free port while `use` runs. */
export async function serve<Result>(
  server: Server,
  use: (origin: string) => Promise<Result>,
): Promise<Result> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await use(`http://127.0.0.1:${port}`);
  } finally {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
}

/** Sends requests, of which many overlap. Each has the id `REQ<n>` and the path `/<n>`. */
export async function sendMany(origin: string, count: number): Promise<void> {
  let next = 0;
  const send = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const response = await fetch(`${origin}/${index}`, {
        headers: { 'X-Request-ID': `REQ${index}` },
      });
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: 50 }, send));
}

interface Verdict {
  lines: number;
  wrong: number;
  missing: number;
}

/** Compares the id and the path of each line with the number of the request that its message names: `step 2 of 17`. */
export function judge(lines: readonly string[]): Verdict {
  const verdict = { lines: 0, wrong: 0, missing: 0 };
  for (const line of lines) {
    const { msg, requestId, requestPath } = JSON.parse(line) as Record<string, string>;
    const said = / of (\d+)$/.exec(msg ?? '')?.[1];
    if (said === undefined) continue;
    verdict.lines += 1;
    if (requestId === undefined) verdict.missing += 1;
    else if (requestId !== `REQ${said}` || requestPath !== `/${said}`) verdict.wrong += 1;
  }
  return verdict;
}
