import type { ASTPath, CallExpression } from 'jscodeshift';
import { importedFrom } from '../internal/imported.js';
import type { ModuleFile } from '../internal/module-file.js';
import { tracerOptions } from './cls-rtracer-options.js';

const CORE = '@aiolocals/core';

/** Rewrites the uses of cls-rtracer. */
export function clsRtracer(file: ModuleFile): void {
  const imported = importedFrom(file, 'cls-rtracer');
  if (imported === undefined) return;
  let left = 0;
  for (const { name, path } of imported.uses) if (!rewrite(file, name, path)) left += 1;
  if (left === 0) imported.remove();
}

/** Returns whether the use could be rewritten. */
function rewrite(file: ModuleFile, name: string, path: ASTPath): boolean {
  const parent = path.parent as ASTPath;
  const call = parent.node as CallExpression;
  const isCalled = call.type.endsWith('CallExpression') && call.callee === path.node;
  if (name === 'id' && isCalled) return currentId(file, parent);
  if (name === 'runWithId' && isCalled) return job(file, parent, call);
  if (name === 'expressMiddleware' && isCalled) return middleware(file, parent, call, 'express');
  if (name === 'koaMiddleware' && isCalled) return middleware(file, parent, call, 'koa');
  if (name === 'fastifyPlugin' && !isCalled) return plugin(file, path, call);
  file.leave(
    path.node,
    `cls-rtracer: \`${name || 'the module'}\` has no counterpart that could be put in its place`,
  );
  return false;
}

function currentId(file: ModuleFile, call: ASTPath): true {
  file.use(CORE, 'Local');
  file.use(CORE, 'request');
  file.replace(call, file.expression('Local.peek(request)?.id'));
  return true;
}

function job(file: ModuleFile, path: ASTPath, { arguments: [fn, id] }: CallExpression): boolean {
  if (fn === undefined) return false;
  const { j } = file;
  const options =
    id === undefined
      ? []
      : [j.objectExpression([j.property('init', j.identifier('id'), id as never)])];
  const args = [j.literal('job'), ...options, fn];
  file.leave(
    path.node,
    'cls-rtracer: give the job a name, in place of `job`; its state starts empty',
  );
  file.replace(path, j.callExpression(file.use(CORE, 'jobContext'), args));
  return true;
}

function middleware(
  file: ModuleFile,
  path: ASTPath,
  { arguments: [given] }: CallExpression,
  framework: string,
): true {
  const options = tracerOptions(file, given);
  const name = file.use(`@aiolocals/${framework}`, 'contextMiddleware');
  file.replace(path, file.j.callExpression(name, options as never[]));
  return true;
}

/** `app.register(rTracer.fastifyPlugin, options)` */
function plugin(file: ModuleFile, path: ASTPath, call: CallExpression): boolean {
  const { property } = (call.callee ?? {}) as { property?: { name?: string } };
  if (property?.name !== 'register' || call.arguments[0] !== path.node) {
    file.leave(
      path.node,
      'cls-rtracer: register `contextPlugin` of @aiolocals/fastify in place of this',
    );
    return false;
  }
  const options = tracerOptions(file, call.arguments[1]);
  call.arguments = [file.use('@aiolocals/fastify', 'contextPlugin'), ...(options as never[])];
  file.isChanged = true;
  return true;
}
