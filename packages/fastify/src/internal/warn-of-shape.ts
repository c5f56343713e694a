import process from 'node:process';

let isWarned = false;

/** Warns once that the plugin cannot find a request's route, because Fastify has changed. */
export function warnOfShape(): void {
  if (isWarned) return;
  isWarned = true;
  process.emitWarning(
    '`contextPlugin` cannot find the hooks of a request in this version of Fastify. Requests have their context, but code ' +
      'behind a callback that is called in the context of another request runs in that one. Use a version of Fastify ' +
      'that @aiolocals/fastify names as its peer, or `bind` such callbacks. Reported once',
    { type: 'AiolocalsWarning', code: 'AIOLOCALS_FASTIFY_SHAPE' },
  );
}
