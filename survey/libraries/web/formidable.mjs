// @ts-check
import { formidable } from 'formidable';
import { send, withOurs, withUsual } from '../../harness/express-app.mjs';
import { FORM } from '../../harness/form.mjs';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/express-app.mjs').Mount} */
const mount = (app, see) => {
  app.post('/', (incoming, response) => {
    const parser = formidable();
    parser.on('file', () => see(incoming));
    parser.parse(incoming, () => {
      see(incoming);
      response.end();
    });
  });
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'formidable',
  cases: [
    use({
      how: "in the callback: `form.parse(req, callback)`, and in a listener of `'file'`",
      open: withUsual(mount),
      close: (served) => served.close(),
      calls: 2,
      use: (see, served) => send(see, served, FORM),
      remedies: [{ how: '`app.use(contextMiddleware())`', open: withOurs(mount) }],
    }),
  ],
};
