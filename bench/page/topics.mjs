// @ts-check

/**
 * @typedef {object} Topic What of a group's rows a person reads.
 * @property {string} name Of the chart's file.
 * @property {string} question The heading.
 * @property {string} group The title of the group.
 * @property {string} chart What the chart compares all participants at.
 * @property {string} floor What the chart compares with.
 * @property {readonly string[]} rows What the table has of our packages; all that they were measured at, if it is empty.
 * @property {string} [of] The participant of the table, if it is not `@aiolocals`.
 */

/** In the order of the page. @type {readonly Topic[]} */
export const topics = [
  {
    name: 'access',
    question: 'What does reading and writing cost?',
    group: 'Reading and writing',
    chart: 'read the id',
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'opening',
    question: 'What does opening a context cost?',
    group: 'Opening contexts and binding to them',
    chart: 'open outside any context, write 2 attributes',
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'growth',
    question: 'Does it grow with the number of Locals?',
    group: 'How the cost grows',
    chart: 'open a child with n',
    floor: 'plain Node',
    rows: [
      'read one of n',
      'write one of n',
      'open a child with n',
      'first write after a fork, beside a child without',
      'await, among n',
    ],
    of: '@aiolocals, 100 Locals',
  },
  {
    name: 'heap',
    question: 'How much memory does a context take?',
    group: 'Heap',
    chart: 'an open context',
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'http',
    question: 'How many requests does a server lose?',
    group: 'HTTP',
    chart: 'Express, requests/s',
    floor: 'plain Node',
    rows: [],
  },
  {
    name: 'logging',
    question: 'What does a log line cost?',
    group: 'Logging',
    chart: 'processor time of a line',
    floor: 'winston as it comes',
    rows: [],
  },
  {
    name: 'pool',
    question: 'What does a pool task cost?',
    group: 'Worker pools',
    chart: 'an empty task',
    floor: 'Piscina',
    rows: [],
  },
];
