import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runNode } from './run-node.js';

const dist = fileURLToPath(new URL('../../dist', import.meta.url));

test.for([
  ['esm', 'index.js', 'cjs', 'carrier/index.js'],
  ['cjs', 'index.js', 'esm', 'carrier/index.js'],
  ['esm', 'carrier/index.js', 'cjs', 'index.js'],
  ['cjs', 'http/index.js', 'esm', 'carrier/index.js'],
] as const)('%s/%s and %s/%s get on, whichever is first', async ([format, entry, other, later]) => {
  const { stdout, stderr, code } = await runNode([
    '--input-type=module',
    '--eval',
    `await import(${JSON.stringify(`${dist}/${format}/${entry}`)});
     const later = await import(${JSON.stringify(`${dist}/${other}/${later}`)});
     const { Context, request } = await import(${JSON.stringify(`${dist}/${other}/index.js`)});
     const { contextFrom, takeSnapshot } = await import(${JSON.stringify(`${dist}/${format}/carrier/index.js`)});
     contextFrom(['aiolocals.request', 2, 'id', 'a1']).run(() => {
       console.log(request.id, takeSnapshot(Context.current()).join(), Object.keys(later).length > 3);
     });`,
  ]);
  expect({ stdout, stderr, code }).toEqual({
    stdout: 'a1 aiolocals.request,2,id,a1 true\n',
    stderr: '',
    code: 0,
  });
});
