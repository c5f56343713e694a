import winston from 'winston';
import process from 'node:process';
import { Writable } from 'node:stream';
const { combine, timestamp, json } = winston.format;
const { Context, request } = await import('@aiolocals/core');
const { attachContext } = await import('@aiolocals/logging');
class Null extends winston.Transport { log(info, cb) { cb(); } }
const make = (extra) => winston.createLogger({ format: combine(...(extra ? [extra] : []), timestamp(), json()), transports: [new Null()] });
const add = winston.format((info) => Object.assign(info, { requestId: 'REQ0123456789', requestPath: '/orders' }));
const ls = { stock: make(), stockFields: make(add()), guest: attachContext(make()) };
const inside = (fn) => new Context({ parent: null }).run(() => { request.id = 'REQ0123456789'; request.path = '/orders'; return fn(); });
function round(l, n) { const a = process.cpuUsage(); for (let i = 0; i < n; i++) l.info('order placed', { order: 17, total: 4.2 }); const b = process.cpuUsage(a); return b.user * 1000 / n; }
const cases = { stock: () => round(ls.stock, 3000), stockFields: () => round(ls.stockFields, 3000), guestOutside: () => round(ls.guest, 3000), guest: () => inside(() => round(ls.guest, 3000)) };
const best = {};
for (let r = 0; r < 40; r++) for (const k in cases) { const v = cases[k](); if (r > 4) (best[k] ??= []).push(v); await null; }
for (const k in best) { const s = best[k].sort((x, y) => x - y); console.log(k, s[Math.floor(s.length/4)].toFixed(0), s[0].toFixed(0)); }
