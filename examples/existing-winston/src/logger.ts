// The logger of an existing app.
import type { Writable } from 'node:stream';
import winston from 'winston';

export function makeLogger(stream: Writable): winston.Logger {
  return winston.createLogger({
    level: 'info',
    defaultMeta: { app: 'shop' },
    format: winston.format.combine(winston.format.splat(), winston.format.json()),
    transports: [new winston.transports.Stream({ stream })],
  });
}
