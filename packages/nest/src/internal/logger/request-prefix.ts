import { Local, request } from '@aiolocals/core';

/** Returns what a line starts with that names its request; nothing outside any context. */
export function requestPrefix(): string {
  const state = Local.peek(request);
  return state === undefined || state.id === '' ? '' : `[${state.path}#${state.id}] `;
}
