import type { Plain } from '../adapter.js';
import type { ContractCase } from '../contract-case.js';
import { inChild, seeInChild } from '../in-child.js';

const REPLY = ['listener', 'callback of write', 'callback of end'];

/** A request whose handler answers in a child context, without a framework. */
export const childCases: readonly ContractCase<Plain>[] = [
  {
    name: 'a child context that answers',
    places: REPLY,
    mount: (mount, kit) => {
      const see = seeInChild(kit);
      mount((req, res) => {
        inChild(req, () => {
          res.on('mine', () => see('listener', req));
          res.emit('mine');
          res.write('o', () => see('callback of write', req));
          res.end('k', () => see('callback of end', req));
        });
      });
    },
  },
];
