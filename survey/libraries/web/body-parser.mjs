// @ts-check
import bodyParser from 'body-parser';
import { send, withUsual } from '../../harness/express-app.mjs';
import { use } from '../../harness/library.mjs';

const init = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: ['{"text":', '"ham"', '}'],
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'body-parser',
  cases: [
    use({
      how: 'in the handler behind `bodyParser.json()`, and in its `verify`',
      open: withUsual((app, see) => {
        app.use(bodyParser.json({ verify: (incoming) => see(/** @type {any} */ (incoming)) }));
        app.post('/', (incoming, response) => {
          see(incoming);
          response.end();
        });
      }),
      close: (served) => served.close(),
      calls: 2,
      use: (see, served) => send(see, served, init),
    }),
  ],
};
