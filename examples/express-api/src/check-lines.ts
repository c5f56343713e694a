import type { Sent } from './requests.js';

/** What the lines of the log say of the requests that were sent. */
export interface Findings {
  /** Lines that a request logged. */
  readonly lines: number;
  /** Access lines among them: one for each request. */
  readonly access: number;
  /** Lines with the id of another request. */
  readonly wrong: number;
  /** Lines of a request without an id. */
  readonly missing: number;
  /** Requests that logged nothing at all. */
  readonly silent: number;
  /** Lines that are not of the service: what a forged id would have made. */
  readonly forged: number;
}

/** `orders: [/users/3#REQ7f…] info - client 3: loaded`, with whatever may follow. */
const LINE =
  /^orders: \[(?<path>[^#\]]*)#(?<id>[^\]]*)\] (?<level>\w+) - (?:client (?<client>\d+): )?/;

const ACCESS = /\] \w+ - (GET|POST) \/\S+ \d+ [\d.]+ ms/;

/** Compares each line with the id that the answer to its request carried. */
export function checkLines(lines: readonly string[], requests: readonly Sent[]): Findings {
  const findings = { lines: 0, access: 0, wrong: 0, missing: 0, silent: 0, forged: 0 };
  const seen = new Set<number>();
  for (const line of lines) {
    const { id = '', client, path = '' } = LINE.exec(line)?.groups ?? {};
    const number = client ?? /\/(?<number>\d+)$/.exec(path)?.groups?.['number'];
    const sent = number === undefined ? undefined : requests[Number(number)];
    if (sent === undefined) {
      findings.forged += line.includes('forged') || id !== '' ? 1 : 0;
      continue;
    }
    seen.add(sent.client);
    findings.lines += 1;
    if (ACCESS.test(line)) findings.access += 1;
    if (id === '') findings.missing += 1;
    else if (id !== sent.id) findings.wrong += 1;
  }
  findings.silent = requests.length - seen.size;
  return findings;
}
