import { Writable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import winston from 'winston';
import { configured } from './support/configured.js';

// The oldest version that is supported: its streams let go of a transport that failed.
vi.mock('winston', () => import('winston-oldest'));

test('a transport that the oldest winston removes when it fails gets the next lines', async () => {
  const lines: string[] = [];
  class Failing extends winston.transports.Stream {
    override log(info: { message: string }, callback: (error?: Error) => void): void {
      lines.push(info.message);
      callback(info.message === 'refused' ? new Error('cannot') : undefined);
    }
  }
  const { logger } = configured({ debug: false });
  logger.add(new Failing({ stream: new Writable() }));
  for (const line of ['1', 'refused', '2', 'refused', '3']) {
    logger.info(line);
    await new Promise(setImmediate);
  }
  expect(winston.version).toBe('3.2.0');
  expect(lines).toEqual(['1', 'refused', '2', 'refused', '3']);
});
