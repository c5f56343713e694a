import { onTestFinished } from 'vitest';

/** Returns an array that gets the message of each warning, until the test is over. */
export function warnings(): string[] {
  const messages: string[] = [];
  const listener = (warning: Error): void => void messages.push(warning.message);
  process.on('warning', listener);
  onTestFinished(() => void process.off('warning', listener));
  return messages;
}
