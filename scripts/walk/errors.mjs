// @ts-check
import { fileURLToPath } from 'node:url';
import { framesOf } from './frames.mjs';
import { load } from './packages.mjs';

/**
 * Counts the ways to use a Local outside any context after which the stack of the error does not start here, at the line
 * that used it.
 *
 * @returns {Promise<import('../walk.mjs').Measurement[]>}
 */
export async function measureErrors() {
  const { Local, request } = await load('core');
  const open = new Local();
  const declared = new Local({ plain: 1, made: () => [], toJSON: 1 });
  /** @type {Record<string, () => unknown>} */
  const uses = {
    'get of an open Local': () => open.spam,
    'set of an open Local': () => (open.spam = 1),
    'delete of an open Local': () => delete open.spam,
    'defineProperty of an open Local': () => Object.defineProperty(open, 'spam', { value: 1 }),
    'get of a declared Local': () => declared.plain,
    'get of a declared Local with a factory': () => declared.made,
    'set of a declared Local': () => (declared.plain = 2),
    'set of a declared Local that a probe would read': () => (declared.toJSON = 2),
    'get of request': () => request.id,
    'set of request': () => (request.path = '/'),
  };
  const detail = Object.entries(uses).flatMap(([name, use]) => {
    const frame = firstFrame(use);
    return frame.includes(fileURLToPath(import.meta.url)) ? [] : [`${name}: ${frame}`];
  });
  const total = Object.keys(uses).length;
  return [
    {
      what: `stacks that start elsewhere, of ${total}`,
      value: detail.length,
      goal: 0,
      detail,
    },
  ];
}

/** @param {() => unknown} use */
function firstFrame(use) {
  try {
    use();
  } catch (error) {
    if (error instanceof Error && error.name === 'NoContextError') {
      // `Object.defineProperty` has a frame of its own.
      return framesOf(error).find((frame) => !frame.endsWith('(<anonymous>)')) ?? 'no frame';
    }
    throw error;
  }
  throw new Error(`Expected a NoContextError from ${String(use)}`);
}
