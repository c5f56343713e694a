import winston from 'winston';
import { setImmediate as turn } from 'node:timers/promises';
import process from 'node:process';
const mode = process.argv[2], what = process.argv[3] ?? 'line';
const { combine, timestamp, json } = winston.format;
const { Context, request } = await import('@aiolocals/core');
const { attachContext, configureLogging } = await import('@aiolocals/logging');
let logger;
if (mode === 'ours') logger = configureLogging('bench', { debug: false });
else { logger = winston.createLogger({ format: combine(timestamp(), json()), transports: [new winston.transports.Console()] }); if (mode === 'guest') attachContext(logger); if (mode==='hard') attachContext(logger,{hardened:true}); }
const err = new Error('card declined');
const calls = { line: () => logger.info('order placed', { order: 17, total: 4.2 }), plain: () => logger.info('order placed'), debug: () => logger.debug('not to be seen'), object: () => logger.info({ message: 'order placed', order: 17 }), error: () => logger.error('payment failed', err), child: () => child.info('order placed', { order: 17, total: 4.2 }) };
const child = logger.child({ part: 'a' });
const log = calls[what];
async function round(n) { const a = process.cpuUsage(); for (let i = 0; i < n; i++) { log(); if (i % 8 === 0) await turn(); } const b = process.cpuUsage(a); return (b.user + b.system) * 1000 / n; }
const run = async () => { await round(20000); let best = Infinity; for (let r = 0; r < 8; r++) best = Math.min(best, await round(8000)); console.error(`${mode} ${what} ${best.toFixed(0)}`); };
if (mode === 'stock') await run(); else await new Context({ parent: null }).run(async () => { request.id = 'REQ0123456789'; request.path = '/orders'; await run(); });
