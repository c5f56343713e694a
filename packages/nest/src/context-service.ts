import { Context, Local, request } from '@aiolocals/core';
import { Injectable } from '@nestjs/common';

/**
 * Says which request, message or job the code runs for. Inject it where you would inject the `ClsService` of nestjs-cls.
 * For state of your own, use a `Local` of `@aiolocals/core`: it needs no injection.
 *
 * It never throws: outside any context, everything is undefined.
 *
 * @example
 * ```ts
 * import { ContextService } from '@aiolocals/nest';
 * import { Inject, Injectable } from '@nestjs/common';
 *
 * @Injectable()
 * class Audit {
 *   @Inject(ContextService)
 *   private readonly context!: ContextService;
 *
 *   record(what: string) {
 *     console.log(`${this.context.id}: ${what}`);
 *   }
 * }
 * ```
 */
export class ContextService {
  /** The id of the request, message or job: `request.id` of `@aiolocals/core`. */
  get id(): string | undefined {
    return Local.peek(request)?.id;
  }

  /** The path of the request without its query, the pattern of the message, or the name of the job. */
  get path(): string | undefined {
    return Local.peek(request)?.path;
  }

  /** The current context: to read its deadline, listen to its `signal`, or bind functions to it. */
  get context(): Context | undefined {
    return Context.current();
  }
}
Injectable()(ContextService);
