// @ts-check
import multer from 'multer';
import { send, withOurs, withUsual } from '../../harness/express-app.mjs';
import { FORM } from '../../harness/form.mjs';
import { use } from '../../harness/library.mjs';

/** @type {import('../../harness/express-app.mjs').Mount} */
const mount = (app, see) => {
  app.post('/', multer().single('file'), (incoming, response) => {
    see(incoming);
    response.end();
  });
};
/** @type {import('../../harness/express-app.mjs').Mount} */
const mountFilter = (app, see) => {
  const upload = multer({
    fileFilter: (incoming, _file, done) => {
      see(incoming);
      done(null, true);
    },
  });
  app.post('/', upload.single('file'), (_incoming, response) => void response.end());
};

/** @type {import('../../harness/library.mjs').Library} */
export default {
  name: 'multer',
  cases: [
    use({
      how: 'in the handler behind `upload.single(name)`',
      open: withUsual(mount),
      close: (served) => served.close(),
      use: (see, served) => send(see, served, FORM),
      remedies: [{ how: '`app.use(contextMiddleware())`', open: withOurs(mount) }],
    }),
    use({
      how: 'in `fileFilter`',
      open: withUsual(mountFilter),
      close: (served) => served.close(),
      use: (see, served) => send(see, served, FORM),
      remedies: [{ how: '`app.use(contextMiddleware())`', open: withOurs(mountFilter) }],
    }),
  ],
};
