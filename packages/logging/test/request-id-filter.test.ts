import { RequestIdFilter } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSink } from './support/sink.js';

test('RequestIdFilter warns once on a logger that does not capture the context', async () => {
  const warnings: Error[] = [];
  const listen = (warning: Error): number => warnings.push(warning);
  process.on('warning', listen);
  const { lines, transport } = makeSink();
  const format = winston.format.combine(new RequestIdFilter(), winston.format.json());
  const logger = winston.createLogger({ format, transports: transport });
  inRequest('REQ1', '/', () => logger.info('inside'));
  logger.info('outside');
  await new Promise(setImmediate);
  process.off('warning', listen);
  expect(parse(lines)).toMatchObject([
    { requestId: 'REQ1', requestPath: '/' },
    { requestId: '', requestPath: '' },
  ]);
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^RequestIdFilter .* call `attachContext\(logger\)`$/),
  ]);
});
