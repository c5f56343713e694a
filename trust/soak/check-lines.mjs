// @ts-check
// Compares each line of a log with what was logged.
import { Ledger } from './ledger.mjs';
import { workOf } from './plan.mjs';

/** @typedef {{ lines: number, access: number, wrong: number, extra: number, forged: number, unparsable: number, first: string }} Findings */

const MESSAGE = /^n=(?<n>\d+) step=(?<step>\d+) want=(?<want>\S*) /;
const ACCESS = /^(?:GET|POST) \/(?<kind>\w+)(?:\/(?<n>\d+))?\S* \S+/;

export class LineChecker {
  /** @type {Findings} */
  findings = { lines: 0, access: 0, wrong: 0, extra: 0, forged: 0, unparsable: 0, first: '' };

  /** @param {string} name @param {number} requests */
  constructor(name, requests) {
    this.name = name;
    this.found = new Ledger(requests);
  }

  check(/** @type {string} */ line) {
    this.findings.lines += 1;
    /** @type {{ requestId?: unknown, message?: unknown, msg?: unknown, requestPath?: unknown }} */
    let entry;
    try {
      entry = JSON.parse(line);
    } catch {
      return this.count('unparsable', line);
    }
    const { requestId } = entry;
    const message = entry.message ?? entry.msg;
    if (typeof requestId !== 'string' || typeof message !== 'string') {
      return this.count('unparsable', line);
    }
    if (requestId.includes('forged') || message.startsWith('forged')) {
      return this.count('forged', line);
    }
    const step = MESSAGE.exec(message)?.groups;
    if (step !== undefined) return this.checkStep(step, requestId, line);
    const access = ACCESS.exec(message)?.groups;
    return access === undefined
      ? this.count('extra', line)
      : this.checkAccess(access, requestId, line);
  }

  /**
   * @param {Record<string, string>} step
   * @param {string} requestId
   * @param {string} line
   */
  checkStep({ n, step, want }, requestId, line) {
    if (requestId !== want) this.count('wrong', line);
    if (!this.found.mark(Number(n), Number(step))) this.count('extra', line);
  }

  /**
   * @param {Record<string, string | undefined>} access
   * @param {string} requestId
   * @param {string} line
   */
  checkAccess({ kind, n }, requestId, line) {
    this.findings.access += 1;
    if (kind === 'upstream') return requestId === '' ? this.count('wrong', line) : undefined;
    const { id, kind: planned } = workOf(Number(n));
    const want = planned === 'hostile' ? undefined : id;
    const isRight = want === undefined ? /^REQ[0-9a-f]+$/.test(requestId) : requestId === want;
    return isRight ? undefined : this.count('wrong', line);
  }

  /**
   * @param {'wrong' | 'extra' | 'forged' | 'unparsable'} kind
   * @param {string} line
   */
  count(kind, line) {
    this.findings[kind] += 1;
    this.findings.first ||= `${this.name}, ${kind}: ${line.slice(0, 300)}`;
  }
}
