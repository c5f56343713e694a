// @ts-check
import busboy from 'busboy';
import { send, withOurs, withUsual } from '../../harness/express-app.mjs';
import { FORM } from '../../harness/form.mjs';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/express-app.mjs').Mount} */
const mount = (app, see) => {
  app.post('/', (incoming, response) => {
    const parser = busboy({ headers: incoming.headers });
    parser.on('file', (_name, file) => (see(incoming), file.resume()));
    parser.on('close', () => response.end());
    incoming.pipe(parser);
  });
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'busboy',
  cases: [
    use({
      how: "in a listener: `parser.on('file', listener)`",
      open: withUsual(mount),
      close: (served) => served.close(),
      use: (see, served) => send(see, served, FORM),
      remedies: [{ how: '`app.use(contextMiddleware())`', open: withOurs(mount) }],
    }),
  ],
};
