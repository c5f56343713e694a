import { setImmediate } from 'node:timers/promises';
import { Context, Local } from '@aiolocals/core';
import { sentryProcessor } from '@aiolocals/lines';
import * as Sentry from '@sentry/node';
import { afterEach, expect, test } from 'vitest';
import { inRequest } from './support/overlapping.js';

const user = new Local<{ userId: number; email: string }>({ userId: 0, email: '' });

/** The SDK keeps a processor for good. */
let current = sentryProcessor();
Sentry.addEventProcessor((event) => current(event));

/** Starts the SDK with a transport that keeps the events that it is to send. */
function start(options?: Parameters<typeof sentryProcessor>[0]): Sentry.ErrorEvent[] {
  const events: Sentry.ErrorEvent[] = [];
  Sentry.init({
    dsn: 'https://key@127.0.0.1/1',
    defaultIntegrations: false,
    transportOptions: { bufferSize: 1000 },
    transport: () => ({
      send([, items]) {
        for (const [header, payload] of items)
          if (header.type === 'event') events.push(payload as Sentry.ErrorEvent);
        return Promise.resolve({ statusCode: 200 });
      },
      flush: () => Promise.resolve(true),
    }),
  });
  current = sentryProcessor(options);
  return events;
}

afterEach(async () => {
  await Sentry.close();
});

test('each event has the id, the path and the chosen Locals of the context that captured it', async () => {
  const events = start({ fields: [{ local: user, attributes: ['userId'] }] });
  // One that waits comes before ours: that of a client, not of a scope.
  Sentry.getClient()?.addEventProcessor(async (event) => {
    await setImmediate();
    return event;
  });
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      inRequest(`REQ${index}`, `/path/${index}`, async () => {
        user.userId = index;
        await setImmediate();
        Sentry.captureException(new Error(`failed ${index}`));
      }),
    ),
  );
  await Sentry.flush();
  expect(events).toHaveLength(200);
  for (const event of events) {
    const index = Number(event.exception?.values?.[0]?.value?.slice('failed '.length));
    expect(event.tags).toEqual({ requestId: `REQ${index}`, requestPath: `/path/${index}` });
    expect(event.contexts?.['locals']).toEqual({ userId: index });
  }
});

test('outside any context an event stays as it is', async () => {
  const events = start({ fields: [user] });
  Sentry.captureMessage('outside');
  await Sentry.flush();
  expect(events[0]?.tags).toBeUndefined();
  expect(events[0]?.contexts?.['locals']).toBeUndefined();
});

test('tags and contexts that the application has set stay, and the names are yours', async () => {
  const events = start({
    name: 'app',
    fields: [{ requestId: 'correlation_id', requestPath: false }, user],
  });
  inRequest('REQ7f', '/users', () => {
    user.email = 'a@b.c';
    Sentry.withScope((scope) => {
      scope.setTag('tier', 'gold').setContext('app', { plan: 'pro' });
      Sentry.captureMessage('line');
    });
  });
  await Sentry.flush();
  expect(events[0]?.tags).toEqual({ tier: 'gold', correlation_id: 'REQ7f' });
  expect(events[0]?.contexts?.['app']).toEqual({ plan: 'pro', userId: 0, email: 'a@b.c' });
});

test('the event that is passed in is not changed', () => {
  const event = Object.freeze({ tags: Object.freeze({ tier: 'gold' }) });
  const processed = inRequest('REQ7f', '/users', () => sentryProcessor()(event));
  expect(processed).toEqual({ tags: { tier: 'gold', requestId: 'REQ7f', requestPath: '/users' } });
  expect(event).toEqual({ tags: { tier: 'gold' } });
});

test('an unknown option is refused', () => {
  expect(() => sentryProcessor({ feilds: [] } as never)).toThrow(/feilds.*fields/);
  expect(Context.current()).toBeUndefined();
});
