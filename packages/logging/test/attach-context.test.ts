import { once } from 'node:events';
import { attachContext } from '@aiolocals/logging';
import { expect, test } from 'vitest';
import winston from 'winston';
import { configured, messages, parse } from './support/configured.js';
import { inRequest } from './support/in-request.js';
import { makeSlowTransport } from './support/slow-transport.js';

test('attachContext refuses anything but a winston logger with a clear message', () => {
  for (const logger of [undefined, {}, console]) {
    expect(() => attachContext(logger as never)).toThrow(
      /^Expected `logger` to be a winston logger, got /,
    );
  }
});

test('attachContext changes nothing of the configured logger', () => {
  const { logger, lines } = configured({ debug: false });
  attachContext(logger);
  inRequest('REQ1', '/', () => logger.info('loaded'));
  expect(parse(lines)).toMatchObject([{ service: 'orders', requestId: 'REQ1' }]);
});

test('`fields` for the configured logger are ignored with a warning', async () => {
  const { logger, lines } = configured({ debug: false });
  const warned = once(process, 'warning') as Promise<[Error & { code: string }]>;
  attachContext(logger, { fields: { requestId: 'correlation_id' } });
  inRequest('REQ1', '/', () => logger.info('loaded'));
  const [{ code, message }] = await warned;
  expect(code).toBe('AIOLOCALS_FIELDS_IGNORED');
  expect(message).toContain('Give `fields` to the first of the two');
  expect(parse(lines)).toMatchObject([{ requestId: 'REQ1' }]);
});

test('lines that wait in a logger when it is attached are written as well', async () => {
  const { lines, transport } = makeSlowTransport();
  const logger = winston.createLogger({ format: winston.format.json(), transports: transport });
  for (let line = 0; line < 100; line++) logger.info(`${line}`);
  attachContext(logger);
  attachContext(logger).info('attached');
  await attachContext(logger).flush();
  expect(messages(lines)).toEqual([
    ...Array.from({ length: 100 }, (_, line) => `${line}`),
    'attached',
  ]);
});
