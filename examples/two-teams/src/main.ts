// Neither package imports the other. They share the state of one Local by its key, in each context its own.
import process from 'node:process';
import { setImmediate as later } from 'node:timers/promises';
import { Context } from '@aiolocals/core';
import { price } from './payments.js';
import { greeting, signIn } from './sessions.js';

async function visit(name: string, currency: string): Promise<string> {
  return await new Context({ parent: null }).run(async () => {
    signIn(name, currency);
    await later();
    return `${greeting()}, ${price(7)}`;
  });
}

const visits = await Promise.all([visit('ada', 'GBP'), visit('grace', 'USD')]);
console.log(`two packages that share a key: ${visits.join('; ')}`);
if (visits.join('; ') !== 'hello ada, 7 GBP; hello grace, 7 USD') process.exitCode = 1;
