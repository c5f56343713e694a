import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import {
  bind,
  bindEmitter,
  Context,
  jobContext,
  Local,
  reportLateUse,
  wrapAsync,
  wrapAsyncIterable,
  wrapGather,
  wrapGenerator,
} from '@aiolocals/core';
import {
  applyChanges,
  changesOf,
  contextFrom,
  openCarrier,
  recordChanges,
  setBaseContext,
  spawnWith,
  takeSnapshot,
  takeThreadSnapshot,
  watchCancellation,
} from '@aiolocals/core/carrier';
import { bindServer, openRequest } from '@aiolocals/core/http';
import { contextFetch } from '@aiolocals/core/web';
import { attachContext, configureLogging } from '@aiolocals/logging';
import { probe } from '@aiolocals/testing';
import {
  captureContext,
  contextTask,
  onMessage,
  preserveContextInWorkers,
  restoreContext,
  sendMessage,
} from '@aiolocals/workers';
import { bindWebSocketServer } from '@aiolocals/ws';
import { afterAll, expect, test } from 'vitest';
import { isClear, junk, textOf } from './junk.js';

const { port1: port } = new MessageChannel();
const carrier = captureContext();
const open = new Local();
const context = new Context({ parent: null });
afterAll(() => port.close());

type Call = (value: never) => unknown;

/** Each public function, with what stands in for one of its arguments. */
const calls: Readonly<Record<string, Call>> = {
  'bind: fn': (value) => bind(value),
  'bind: context': (value) => bind(() => {}, value),
  'bindEmitter: emitter': (value) => bindEmitter(value)(),
  'new Context: parent': (value) => new Context({ parent: value }),
  'Context.exit: fn': (value) => Context.exit(value),
  'context.run: fn': (value) => new Context({ parent: null }).run(value),
  'context.enter: fn': (value) => context.enter(value),
  'context.bind: fn': (value) => context.bind(value),
  'context.onClose: listener': (value) => new Context({ parent: null }).onClose(value),
  'context.isWithin: other': (value) => context.isWithin(value),
  'jobContext: name': (value) => jobContext(value, () => {}),
  'jobContext: fn': (value) => jobContext('job', value),
  'jobContext: from': (value) => jobContext('job', { from: value }, () => {}),
  'new Local: declaration': (value) => new Local(value),
  'Local.for: key': (value) => Local.for(value),
  'Local.for: declaration': (value) => Local.for(`fuzz.argument.${Math.random()}`, value),
  'Local.peek: local': (value) => Local.peek(value),
  'Local.nameOf: local': (value) => Local.nameOf(value),
  'Local.with: local': (value) => Local.with(value, {} as never, () => {}),
  'Local.with: changes': (value) => context.enter(() => Local.with(open, value, () => {})),
  'Local.with: fn': (value) => context.enter(() => Local.with(open, {}, value)),
  'wrapAsync: fn': (value) => wrapAsync(value),
  'wrapGather: tasks': (value) => wrapGather(value),
  'wrapGather: a task': (value) => wrapGather([value]),
  'wrapGenerator: fn': (value) => wrapGenerator(value),
  'wrapAsyncIterable: iterable': (value) => wrapAsyncIterable(value),
  'reportLateUse: context': (value) => reportLateUse(value),
  'contextFrom: snapshot': (value) => contextFrom(value),
  'openCarrier: carrier': (value) => openCarrier(value),
  'takeSnapshot: context': (value) => takeSnapshot(value),
  'takeThreadSnapshot: context': (value) => takeThreadSnapshot(value),
  'recordChanges: context': (value) => recordChanges(value),
  'changesOf: context': (value) => changesOf(value),
  'applyChanges: context': (value) => applyChanges(value, { assigned: [], deleted: [] }),
  'applyChanges: assigned': (value) => applyChanges(context, { assigned: value, deleted: [] }),
  'applyChanges: deleted': (value) => applyChanges(context, { assigned: [], deleted: value }),
  'setBaseContext: context': (value) => {
    if (value !== undefined) setBaseContext(value);
  },
  'spawnWith: spawn': (value) => spawnWith({ ident: 'x', snapshot: [] }, value),
  'watchCancellation: context': (value) => watchCancellation(value, () => {}),
  'watchCancellation: listener': (value) => watchCancellation(context, value),
  'openRequest: request': (value) => openRequest(value, undefined),
  'bindServer: server': (value) => bindServer(value),
  'bindServer: an emitter that is frozen': () => bindServer(Object.freeze(createServer())),
  'contextFetch: handler': (value) => contextFetch(value),
  'configureLogging: serviceName': (value) => configureLogging(value, { debug: false }),
  'attachContext: logger': (value) => attachContext(value),
  'contextTask: fn': (value) => contextTask(value),
  'restoreContext: carrier': (value) => restoreContext(value, () => {}),
  'restoreContext: fn': (value) => restoreContext(carrier, value),
  'onMessage: source': (value) => onMessage(value, () => {}),
  'onMessage: listener': (value) => onMessage(port, value),
  'sendMessage: target': (value) => sendMessage(value, 'x'),
  'preserveContextInWorkers: fn': (value) => preserveContextInWorkers(value),
  'bindWebSocketServer: server': (value) => bindWebSocketServer(value),
  'probe: use': (value) => probe(value, { contexts: 1, patience: 1 }),
};

/** A class cannot be called, and says so itself. */
const isOfClass = (value: unknown, error: unknown): boolean =>
  typeof value === 'function' &&
  value.name === 'Junk' &&
  String(error).includes("cannot be invoked without 'new'");

test.for(Object.keys(calls))('%s is taken, or refused with one clear sentence', async (name) => {
  const wrong: string[] = [];
  for (const value of junk) {
    try {
      await (calls[name] as Call)(value as never);
    } catch (error) {
      if (!isClear(error) && !isOfClass(value, error))
        wrong.push(`${inspect(value, { depth: 1 }).slice(0, 40)}: ${textOf(error)}`);
    }
  }
  expect(wrong).toEqual([]);
});
