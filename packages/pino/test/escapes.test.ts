import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Local } from '@aiolocals/core';
import { attachContext, configurePino } from '@aiolocals/pino';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { inRequest, makeSink, parse } from './support/sink.js';

const user = new Local<{ name: string }>({ name: '' });

/** Returns the lines as `readline` of this Node reads them. */
async function readLines(text: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: Readable.from([text]) })) lines.push(line);
  return lines;
}

describe.each(['\u2028', '\u2029', '\u202E', '\u2066', '\u0085', '\u009B', '\u007F'])(
  '%j',
  (character) => {
    const text = `a${character}b`;

    test('is escaped by configurePino wherever it comes from, and parses as before', async () => {
      const sink = makeSink();
      const logger = configurePino({
        pino: { name: text, base: { base: text } },
        destination: sink,
        fields: [user],
        fingersCrossed: true,
      });
      const child = logger.child({ [`k${character}`]: text });
      inRequest('REQ1', `/${text}`, () => {
        user.name = text;
        child.debug({ held: text }, text);
        attachContext(logger.child({ again: text }), { fields: [] }).error(new Error(text));
      });
      logger.info({ outside: [text] });
      logger.stop();
      expect(sink.lines.join('')).not.toContain(character);
      expect(await readLines(sink.lines.join(''))).toHaveLength(3);
      expect(parse(sink.lines)).toMatchObject([
        { held: text, msg: text, [`k${character}`]: text, name: text, requestPath: `/${text}` },
        { again: text, msg: text, err: { message: text } },
        { outside: [text] },
      ]);
    });

    test('is printed by an attached logger as pino prints it', () => {
      const [stock, guest] = [makeSink(), makeSink()];
      const options = { base: null, timestamp: false };
      pino(options, stock).info({ [character]: text }, text);
      attachContext(pino(options, guest)).info({ [character]: text }, text);
      expect(guest.lines).toEqual(stock.lines);
      expect(guest.lines.join('')).toContain(character);
    });
  },
);
