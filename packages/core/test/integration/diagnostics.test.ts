import { channel } from 'node:diagnostics_channel';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { Context, type ContextMessage, Local, type OutsideMessage } from '@aiolocals/core';
import { runNode } from './run-node.js';

const fixture = fileURLToPath(new URL('../fixtures/diagnostics.mjs', import.meta.url));

/** Collects what is published on a channel while `fn` runs. */
async function published<Message>(name: string, fn: () => unknown): Promise<Message[]> {
  const messages: Message[] = [];
  const subscriber = (message: unknown): void => void messages.push(message as Message);
  channel(name).subscribe(subscriber);
  try {
    await fn();
  } finally {
    channel(name).unsubscribe(subscriber);
  }
  return messages;
}

describe('NODE_DEBUG=aiolocals', () => {
  test('prints every context that opens and closes, and where it was opened', async () => {
    const { stderr } = await runNode([fixture], { env: { NODE_DEBUG: 'aiolocals' } });
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => line.replace(/^AIOLOCALS \d+: /, ''));
    expect(lines).toEqual([
      expect.stringMatching(/^open REQ7f \(handler\) at handler \(.*diagnostics\.mjs:4:\d+\)$/),
      expect.stringMatching(/^open REQ7f\/1 at .*diagnostics\.mjs:4:\d+\)?$/),
      'close REQ7f/1',
      'close REQ7f (handler)',
    ]);
  });

  test('prints once, also with several copies of the package', async () => {
    const script = `require('@aiolocals/core'); import('@aiolocals/core').then(({ Context }) => new Context().run(() => 1));`;
    const { stderr } = await runNode(['-e', script], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      env: { NODE_DEBUG: 'aiolocals' },
    });
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  test('is silent otherwise', async () => {
    expect(await runNode([fixture])).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('diagnostics_channel', () => {
  test('publishes contexts that open and close', async () => {
    const context = new Context();
    const seen: unknown[] = [];
    const opened = await published<ContextMessage>('aiolocals:context:open', async () => {
      const closed = await published<ContextMessage>('aiolocals:context:close', () =>
        context.run(() => seen.push('run')),
      );
      expect(closed).toEqual([{ context }]);
    });
    expect(opened).toEqual([{ context }]);
  });

  test('publishes uses of a Local outside any context', async () => {
    const local = Local.for<{ spam: string }>('test.outside', { spam: '' });
    const messages = await published<OutsideMessage>('aiolocals:local:outside', () => {
      expect(() => local.spam).toThrow('outside any context');
      expect(() => (local.spam = 'x')).toThrow('outside any context');
      new Context().run(() => local.spam);
    });
    expect(messages).toEqual([
      { local: 'test.outside', attribute: 'spam', operation: 'get' },
      { local: 'test.outside', attribute: 'spam', operation: 'set' },
    ]);
  });
});
