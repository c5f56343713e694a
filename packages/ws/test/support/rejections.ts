import process from 'node:process';
import { Local, request } from '@aiolocals/core';
import { onTestFinished } from 'vitest';

export interface Reported {
  readonly message: string;
  /** The id where it was reported. */
  readonly id: string | undefined;
  readonly promise: Promise<unknown>;
}

/** Collects the rejections that nobody handles until the test is over. */
export function unhandledRejections(): Reported[] {
  const listeners = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  const seen: Reported[] = [];
  const note = ({ message }: Error, promise: Promise<unknown>): void =>
    void seen.push({ message, id: Local.peek(request)?.id, promise });
  process.on('unhandledRejection', note);
  onTestFinished(() => {
    process.off('unhandledRejection', note);
    for (const listener of listeners) process.on('unhandledRejection', listener);
  });
  return seen;
}
