import { each, together, type ContractCase, type Plain } from '@aiolocals/testing';
import { onHeaders } from '../on-headers.js';

/** `on-headers`, by which much middleware changes headers. */
export const onHeadersCases: readonly ContractCase<Plain>[] = [
  {
    name: 'answered from the context of another request: what is called when the head is written',
    places: ['head of end', 'head of write'],
    on: ({ protocol }) => protocol !== 'http2',
    requests: 10,
    mount: (plain, { see }) => {
      const hold = together(10);
      plain((req, res) => {
        const isWritten = req.url === '/write';
        onHeaders(res, () => see(isWritten ? 'head of write' : 'head of end', req));
        hold(() => {
          if (isWritten) res.write('one');
          res.end('two');
        });
      });
    },
    send: async (client, ids) => {
      await each({})(client, ids);
      await each({ path: '/write' })(client, ids);
    },
  },
];
