// @ts-nocheck -- it runs in the checkout, with modules of which this repository has no types
// Jest gives each test file modules of its own, so this runs for each of them.
/* global jest */
const { join } = require('node:path');
const process = require('node:process');

const path = join(process.env.WINSTON_CHECKOUT, 'lib', 'winston', 'create-logger.js');

jest.mock(path, () => {
  const createLogger = jest.requireActual(path);
  const { attachContext } = require('../../packages/logging/dist/cjs/index.js');
  return (...args) => attachContext(createLogger(...args));
});
