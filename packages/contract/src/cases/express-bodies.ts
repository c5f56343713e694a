import { createRequire } from 'node:module';
import {
  post,
  postForm,
  postJson,
  type ContractCase,
  type See,
  type Send,
} from '@aiolocals/testing';
import { expressVersions } from '../frameworks.js';
import type { ExpressApp, ExpressHandler, ExpressRequest } from '../framework-shapes.js';

const require = createRequire(import.meta.url);

interface Storage {
  _handleFile(req: ExpressRequest, file: { stream: NodeJS.ReadableStream }, done: Done): void;
  _removeFile(req: ExpressRequest, file: object, done: Done): void;
}
type Done = (error: Error | null, info?: object) => void;
interface MulterOptions {
  storage: Storage;
  fileFilter(req: ExpressRequest, file: object, done: (error: null, accept: boolean) => void): void;
}
type Multer = (options: MulterOptions) => { any(): ExpressHandler };

const multers = [
  { name: 'multer 1', multer: require('multer-1') as Multer },
  { name: 'multer 2', multer: require('multer-2') as Multer },
];
const fileUpload = require('express-fileupload') as () => ExpressHandler;

function answers(see: See, place: string): ExpressHandler {
  return (req, res) => {
    see(place, req);
    res.send('ok');
  };
}

type Parser = readonly [name: string, parser: ExpressHandler, send: Send];

/**
 * The parsers of each version of Express, and on each version also those of 4.17.1, whose `body-parser` loses the
 * context, unlike the others.
 */
function parsersOf([version, express]: (typeof expressVersions)[number]): readonly Parser[] {
  return [
    [`express.json of ${version}`, express.json(), postJson],
    [
      `express.urlencoded of ${version}`,
      express.urlencoded({ extended: true }),
      post('application/x-www-form-urlencoded', ['spam=', 'ham&a=', 'b']),
    ],
    [`express.text of ${version}`, express.text(), post('text/plain', ['spam', 'ham'])],
    [`express.raw of ${version}`, express.raw(), post('application/octet-stream', ['spam', 'ham'])],
  ];
}

const parsers: readonly Parser[] = [
  ...expressVersions.flatMap((versioned) => parsersOf(versioned)),
  ['express-fileupload', fileUpload(), postForm],
];

/** Whether a parser is of the version of Express that an adapter is for. */
function isOf(parser: string, { name }: { readonly name: string }): boolean {
  return name.split(' ').at(-1) === parser.split(' ').at(-1);
}

function seeingStorage(see: See): Storage {
  return {
    _handleFile(req, { stream }, done) {
      see('storage', req);
      stream.on('data', () => see('file data', req)).on('end', () => done(null, {}));
    },
    _removeFile: (_req, _file, done) => done(null),
  };
}

/** Handlers behind a body parser. */
export const expressBodyCases: readonly ContractCase<ExpressApp>[] = [
  ...parsers.map(([name, parser, send]): ContractCase<ExpressApp> => ({
    name,
    places: ['handler'],
    on: (adapter) => !name.includes(' of ') || name.endsWith(' of 4.17.1') || isOf(name, adapter),
    send,
    mount: (app, { see }) => {
      app.use(parser);
      app.post('/', answers(see, 'handler'));
    },
  })),
  ...multers.map(({ name, multer }): ContractCase<ExpressApp> => ({
    name,
    places: ['fileFilter', 'storage', 'file data', 'handler'],
    send: postForm,
    mount: (app, { see }) => {
      const upload = multer({
        storage: seeingStorage(see),
        fileFilter: (req, _file, done) => {
          see('fileFilter', req);
          done(null, true);
        },
      });
      app.post('/', upload.any(), answers(see, 'handler'));
    },
  })),
];
