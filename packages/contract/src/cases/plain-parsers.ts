import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import type { EventEmitter } from 'node:events';
import { postForm, type ContractCase, type Plain } from '@aiolocals/testing';
import { removeUploads, type Uploads } from '../uploads.js';

const require = createRequire(import.meta.url);

type Parse = (
  request: unknown,
  done: (error: unknown, fields: object, files: Uploads) => void,
) => void;
type Form = EventEmitter & { parse: Parse };

const busboy = require('busboy') as (options: object) => NodeJS.WritableStream;
const { Form: MultipartyForm } = require('multiparty') as { Form: new () => Form };
const formidable1 = require('formidable-1') as { IncomingForm: new (options?: object) => Form };
const formidable2 = require('formidable-2') as (options: object) => Form;
const formidable3 = require('formidable-3') as { default: (options: object) => Form };

const formidables = [
  {
    name: 'formidable 1',
    make: () => Object.assign(new formidable1.IncomingForm(), { uploadDir: tmpdir() }),
  },
  { name: 'formidable 2', make: () => formidable2({ uploadDir: tmpdir() }) },
  { name: 'formidable 3', make: () => formidable3.default({ uploadDir: tmpdir() }) },
];

/** Parsers that are handed the request itself. */
export const parserCases: readonly ContractCase<Plain>[] = [
  {
    name: 'busboy',
    places: ['field', 'file', 'file data', 'close'],
    send: postForm,
    mount: (plain, { see }) =>
      plain((req, res) => {
        const parser = busboy({ headers: req.headers });
        parser.on('field', () => see('field', req));
        parser.on('file', (_name: string, file: NodeJS.ReadableStream) => {
          see('file', req);
          file.on('data', () => see('file data', req));
        });
        parser.on('close', () => {
          see('close', req);
          res.end();
        });
        req.pipe(parser);
      }),
  },
  {
    name: 'multiparty',
    places: ['part', 'close'],
    send: postForm,
    mount: (plain, { see }) =>
      plain((req, res) => {
        const form = new MultipartyForm();
        form.on('part', (part: NodeJS.ReadableStream) => {
          see('part', req);
          part.resume();
        });
        form.on('close', () => {
          see('close', req);
          res.end();
        });
        (form.parse as (request: unknown) => void)(req);
      }),
  },
  ...formidables.map(({ name, make }): ContractCase<Plain> => ({
    name,
    places: ['field', 'end', 'callback'],
    requests: 30,
    // It needs a length or an encoding, for which http2 has no header.
    on: ({ protocol }) => protocol !== 'http2',
    send: postForm,
    mount: (plain, { see }) =>
      plain((req, res) => {
        const form = make();
        form.on('field', () => see('field', req));
        form.on('end', () => see('end', req));
        form.parse(req, (_error, _fields, files) => {
          see('callback', req);
          void removeUploads(files).then(() => res.end());
        });
      }),
  })),
];
