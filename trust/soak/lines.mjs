// @ts-check

/**
 * Yields the lines of a stream. `node:readline` breaks them at U+2028 too, on some versions of Node, and pino prints that
 * as it comes.
 *
 * @param {AsyncIterable<Buffer>} stream
 */
export async function* linesOf(stream) {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
