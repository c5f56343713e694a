// @ts-check

/**
 * @typedef {object} Topic What of a group's rows a person reads.
 * @property {string} name Of the first chart's file. The others have a number after it.
 * @property {string} question The heading.
 * @property {string} group The title of the group.
 * @property {readonly string[]} charts What each chart compares all participants at.
 * @property {string} floor What the charts compare with.
 * @property {readonly string[]} rows What the table has of our packages; all that they were measured at, if it is empty.
 * @property {readonly string[]} [of] The participants of the table, if it is not `@aiolocals` alone.
 */

/** In the order of the page. @type {readonly Topic[]} */
export const topics = [
  {
    name: 'access',
    question: 'What does reading and writing cost?',
    group: 'Reading and writing',
    charts: ['read the id'],
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'opening',
    question: 'What does opening a context cost?',
    group: 'Opening contexts and binding to them',
    charts: ['open outside any context, write 2 attributes'],
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'growth',
    question: 'Does it grow with the number of Locals?',
    group: 'How the cost grows',
    charts: ['open a child with n'],
    floor: 'plain Node',
    rows: [
      'read one of n',
      'write one of n',
      'open a child with n',
      'first write after a fork, beside a child without',
      'await, among n',
    ],
    of: ['@aiolocals, 100 Locals'],
  },
  {
    name: 'heap',
    question: 'How much memory does a context take?',
    group: 'Heap',
    charts: ['an open context'],
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'http',
    question: 'What does a request cost?',
    group: 'HTTP',
    charts: [
      'Express, processor time',
      'Koa, processor time',
      'Fastify, processor time',
      'node:http with `bindServer`, processor time',
    ],
    floor: 'plain Node',
    rows: [
      'Express, processor time',
      'Express, beside bare Express, processor time',
      'Koa, processor time',
      'Fastify, processor time',
      'node:http with `bindServer`, processor time',
    ],
    of: ['@aiolocals', '@aiolocals, by its createServer'],
  },
  {
    name: 'logging',
    question: 'What does a log line cost?',
    group: 'Logging',
    charts: ['processor time of a line', 'processor time of a line with an error'],
    floor: 'winston as it comes',
    rows: [],
    of: [
      '@aiolocals',
      '@aiolocals, attached to a winston logger',
      '@aiolocals, attached to a pino logger',
      'pino with a mixin',
    ],
  },
  {
    name: 'pool',
    question: 'What does a pool task cost?',
    group: 'Worker pools',
    charts: ['an empty task, in a context seen before', 'an empty task, in a new context'],
    floor: 'Piscina',
    rows: [],
  },
  {
    name: 'start',
    question: 'What does it cost to import the packages?',
    group: 'Start',
    charts: ['import, ESM', 'require, CJS'],
    floor: 'an empty file',
    rows: [],
    of: ['@aiolocals/core', '@aiolocals/express', '@aiolocals/logging', 'cls-rtracer', 'pino'],
  },
];
