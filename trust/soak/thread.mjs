// @ts-check
// What the threads of the pool run. It answers with the id that it sees.
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from '@aiolocals/core';

export default async function task(/** @type {{ n: number, kills: boolean }} */ { kills }) {
  await delay(1);
  if (kills) process.exit(1);
  return request.id;
}
