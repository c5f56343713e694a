import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '@aiolocals/core';
import {
  bindObservable,
  ContextLogger,
  ContextModule,
  type ContextModuleOptions,
  type ContextService,
  type LogTarget,
} from '@aiolocals/nest';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import type { Observable, Subject } from 'rxjs';
import { expectTypeOf, test } from 'vitest';
import type { Logger } from 'winston';

test('the functions of the options get the request and the response of Node', () => {
  ContextModule.forRoot({
    setup: (request, response) => {
      expectTypeOf(request).toEqualTypeOf<IncomingMessage>();
      expectTypeOf(response).toEqualTypeOf<ServerResponse>();
    },
    messageId: (data, context) => {
      expectTypeOf(data).toBeUnknown();
      expectTypeOf(context).toBeUnknown();
      return undefined;
    },
    jobId: (job) => {
      expectTypeOf(job).toBeUnknown();
      return 'j1';
    },
  });
});

test('a factory may have parameters of its own', () => {
  class Config {
    readonly header: string = 'X-Id';
  }
  const useFactory = ({ header }: Config): ContextModuleOptions => ({ header });
  const dynamic = ContextModule.forRootAsync({ inject: [Config], useFactory });
  expectTypeOf(dynamic).toEqualTypeOf<DynamicModule>();
});

test('what does not exist does not compile', () => {
  // @ts-expect-error -- no such option
  ContextModule.forRoot({ headers: 'X-Id' });
  // @ts-expect-error -- an id is a string
  ContextModule.forRoot({ jobId: () => 1 });
});

test('the service, the logger and the observable have their documented types', () => {
  expectTypeOf<ContextService['id']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<ContextService['context']>().toEqualTypeOf<Context | undefined>();
  expectTypeOf<Logger>().toExtend<LogTarget>();
  expectTypeOf(ContextLogger).instance.toExtend<LoggerService>();
  const bound = (subject: Subject<number>): unknown => {
    const observable = bindObservable(subject);
    expectTypeOf(observable).toEqualTypeOf<Observable<number>>();
    return observable;
  };
  expectTypeOf(bound).toBeFunction();
});
