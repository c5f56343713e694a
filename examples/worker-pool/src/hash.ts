// What the threads run: a worker file of Piscina that logs as the service does.
import { randomBytes, scryptSync } from 'node:crypto';
import { threadId } from 'node:worker_threads';
import { configureLogging } from '@aiolocals/logging';
import winston from 'winston';

configureLogging('hashing', { debug: false });

/** Hashes a password, as slowly as it must be. */
export default function hash(password: string): string {
  const salt = randomBytes(8).toString('hex');
  const hashed = scryptSync(password, salt, 32).toString('hex');
  winston.info('hashed', { thread: threadId });
  return `${salt}:${hashed}`;
}
