import process from 'node:process';
import { onTestFinished } from 'vitest';

/** Collects the warnings of this package until the test is over. */
export function warnings(): string[] {
  const seen: string[] = [];
  const listener = (warning: Error): void => {
    if (warning.name === 'AiolocalsWarning') seen.push(warning.message);
  };
  process.on('warning', listener);
  onTestFinished(() => void process.off('warning', listener));
  return seen;
}
