import { ServerResponse } from 'node:http';
import type { Plain } from '../adapter.js';
import { pipelined } from '../bodies.js';
import type { ContractCase } from '../contract-case.js';
import type { See, Witness } from '../sightings.js';
import { together } from '../together.js';

/** A method that later versions of Node have as well. */
interface Informing {
  writeInformation?(status: number, headers: object, done: () => void): void;
}

const isInforming = 'writeInformation' in ServerResponse.prototype;
const PLACES = ['continue', 'processing', 'early hints', ...(isInforming ? ['information'] : [])];

const isHttp1 = ({ protocol }: { protocol: string }): boolean => protocol !== 'http2';

/** Sends one of each. */
function inform(res: ServerResponse & Informing, see: See, req: Witness): void {
  res.writeContinue(() => see('continue', req));
  res.writeProcessing(() => see('processing', req));
  res.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => see('early hints', req));
  res.writeInformation?.(110, {}, () => see('information', req));
}

/** Callbacks of interim responses, which are sent before the response. The methods of http2 take no callbacks. */
const cases: readonly ContractCase<Plain>[] = [
  {
    name: 'interim responses',
    places: [...PLACES, 'end'],
    mount: (plain, { see }) =>
      plain((req, res) => {
        inform(res, see, req);
        res.end('ok', () => see('end', req));
      }),
  },
  {
    name: 'interim responses from the context of another request',
    places: [...PLACES, 'end'],
    mount: (plain, { see }) => {
      const hold = together(10);
      plain((req, res) =>
        hold(() => {
          inform(res, see, req);
          res.end('ok', () => see('end', req));
        }),
      );
    },
  },
  {
    name: 'interim responses, pipelined',
    places: PLACES,
    on: ({ protocol }) => protocol === 'http',
    mount: (plain, { see }) =>
      plain((req, res) => {
        inform(res, see, req);
        // The first answers last: all others wait for it.
        setTimeout(() => res.end('x'), req.url === '/0' ? 20 : 1);
      }),
    send: pipelined,
  },
];

export const interimCases: readonly ContractCase<Plain>[] = cases.map((contractCase) =>
  Object.assign({ on: isHttp1 }, contractCase),
);
