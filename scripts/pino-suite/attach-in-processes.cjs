// @ts-nocheck -- it runs in the checkout, with modules of which this repository has no types
// Attaches each logger that the checkout's pino makes, in each process and thread of its tests.
const Module = require('node:module');
const { join } = require('node:path');
const process = require('node:process');

const path = join(process.env.PINO_CHECKOUT, 'pino.js');
const load = Module._extensions['.js'];

Module._extensions['.js'] = function (module, filename) {
  load.call(this, module, filename);
  if (filename !== path) return;
  const { attachContext } = require('../../packages/pino/dist/cjs/index.js');
  const make = module.exports;
  const pino = (...args) => attachContext(make(...args));
  Object.assign(pino, make, { default: pino, pino });
  module.exports = pino;
};
