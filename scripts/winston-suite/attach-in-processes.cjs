// @ts-nocheck -- it runs in the checkout, with modules of which this repository has no types
// For the processes that tests start. In Jest itself, whose modules are apart, it changes nothing.
const { join } = require('node:path');
const process = require('node:process');

const path = join(process.env.WINSTON_CHECKOUT, 'lib', 'winston', 'create-logger.js');
const createLogger = require(path);
const { attachContext } = require('../../packages/logging/dist/cjs/index.js');

require.cache[path].exports = (...args) => attachContext(createLogger(...args));
