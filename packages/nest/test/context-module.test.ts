import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Context, Local, request } from '@aiolocals/core';
import { contextMiddleware } from '@aiolocals/express';
import express from 'express';
import { ContextModule, type ContextModuleOptions, ContextService } from '@aiolocals/nest';
import {
  type ArgumentsHost,
  Catch,
  Controller,
  type DynamicModule,
  type ExceptionFilter,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  Module,
  Req,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import nestCore from '@nestjs/core/package.json' with { type: 'json' };
import { expect, inject, onTestFinished, test } from 'vitest';

const tenant = new Local<{ name: string }>({ name: 'nobody' });
const platforms = ['express', 'fastify'] as const;

@Controller()
class EchoController {
  private readonly context: ContextService;
  constructor(@Inject(ContextService) context: ContextService) {
    this.context = context;
  }

  @Get('echo')
  echo(): object {
    const { id, path } = this.context;
    return { id, path, tenant: tenant.name, isOpen: this.context.context?.closed === false };
  }

  @Get('remaining')
  remaining(): string {
    return String(this.context.context?.remaining());
  }
}

@Catch()
class SayingFilter implements ExceptionFilter {
  catch(error: Error, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<{
      status(code: number): { send(body: unknown): void };
    }>();
    reply.status(500).send({ id: Local.peek(request)?.id, error: String(error) });
  }
}

function appModule(...imports: DynamicModule[]): new () => object {
  @Module({
    imports,
    controllers: [EchoController],
    providers: [{ provide: APP_FILTER, useClass: SayingFilter }],
  })
  class AppModule {}
  return AppModule;
}

async function create(
  platform: (typeof platforms)[number],
  root: new () => object,
): Promise<INestApplication> {
  const options = { logger: false, abortOnError: false } as const;
  const app =
    platform === 'express'
      ? await NestFactory.create(root, options)
      : await NestFactory.create(root, new FastifyAdapter(), options);
  onTestFinished(() => app.close());
  return app;
}

async function listen(app: INestApplication): Promise<string> {
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

async function start(
  platform: (typeof platforms)[number],
  options?: ContextModuleOptions,
): Promise<string> {
  return await listen(await create(platform, appModule(ContextModule.forRoot(options))));
}

async function body(url: string, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(url, { headers });
  return await response.json();
}

test('the tests run on the Nest that they are for', () => {
  expect(nestCore.version.split('.')[0]).toBe(String(inject('major')));
});

const idHeader = (id: string): Record<string, string> => ({ 'X-Request-ID': id });
const fromHost = (message: IncomingMessage): string => String(message.headers['x-tenant']);

test.for(platforms)('%s: the id that a request brought is used and echoed', async (platform) => {
  const url = await start(platform);
  const response = await fetch(`${url}/echo?secret`, { headers: idHeader('a1') });
  expect(response.headers.get('x-request-id')).toBe('a1');
  expect(await response.json()).toEqual({
    id: 'a1',
    path: '/echo',
    tenant: 'nobody',
    isOpen: true,
  });
  const made = await body(`${url}/echo`);
  expect(made).toMatchObject({ id: expect.stringMatching(/^REQ[0-9a-f]{20}$/) });
});

test.for(platforms)('%s: a `setup` that returns a promise is waited for', async (platform) => {
  const url = await start(platform, {
    setup: async (message) => {
      await new Promise((resolve) => void setTimeout(resolve, 5));
      tenant.name = fromHost(message);
    },
  });
  const answers = ['t1', 't2', 't3'].map((name) => body(`${url}/echo`, { 'X-Tenant': name }));
  expect(await Promise.all(answers)).toMatchObject([
    { tenant: 't1' },
    { tenant: 't2' },
    { tenant: 't3' },
  ]);
});

test.for(
  platforms.flatMap((platform) => [
    {
      platform,
      kind: 'throws',
      fail: (): void => {
        throw new RangeError('no tenant');
      },
    },
    {
      platform,
      kind: 'rejects',
      fail: (): Promise<void> => Promise.reject(new RangeError('no tenant')),
    },
    { platform, kind: 'rejects with nothing', fail: (): Promise<void> => Promise.reject() },
  ]),
)(
  '$platform: a `setup` that $kind is handled by the exception filters',
  async ({ platform, kind, fail }) => {
    const url = await start(platform, { setup: fail });
    const error =
      kind === 'rejects with nothing'
        ? 'Error: `setup` failed with undefined'
        : 'RangeError: no tenant';
    for (const path of ['/echo', '/nothing-here']) {
      expect(await body(url + path, idHeader('a1'))).toEqual({ id: 'a1', error });
    }
  },
);

test.for(platforms)(
  '%s: `onClose` gets the summary, and `timeout` sets the deadline',
  async (platform) => {
    const ends = new EventEmitter();
    const ended = once(ends, 'close');
    const url = await start(platform, {
      timeout: 30_000,
      onClose: (summary) => void ends.emit('close', { ...summary, id: request.id }),
    });
    expect(Number(await body(`${url}/remaining`, idHeader('a1')))).toBeGreaterThan(20_000);
    expect(await ended).toMatchObject([
      { id: 'a1', path: '/remaining', status: 200, aborted: false },
    ]);
  },
);

test.for(platforms)(
  '%s: the module and an app of the testing module get along',
  async (platform) => {
    const compiled = await Test.createTestingModule({
      imports: [appModule(ContextModule.forRoot())],
    }).compile();
    const app =
      platform === 'express'
        ? compiled.createNestApplication({ logger: false })
        : compiled.createNestApplication(new FastifyAdapter(), { logger: false });
    onTestFinished(() => app.close());
    const url = await listen(app);
    expect(await body(`${url}/echo`, idHeader('a1'))).toMatchObject({ id: 'a1' });
  },
);

test('a request of `app.inject()` on Fastify comes through no server, and has a context', async () => {
  const app = (await create(
    'fastify',
    appModule(ContextModule.forRoot()),
  )) as NestFastifyApplication;
  await app.init();
  const response = await app.inject({ url: '/echo', headers: idHeader('a1') });
  expect(response.json()).toMatchObject({ id: 'a1', isOpen: true });
  expect(response.headers['x-request-id']).toBe('a1');
});

test('an app of Express without a server of Nest, as on a function platform, has contexts', async () => {
  const app = await create('express', appModule(ContextModule.forRoot()));
  await app.init();
  const server = createServer(
    app.getHttpAdapter().getInstance() as Parameters<typeof createServer>[1],
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  expect(await body(`http://127.0.0.1:${port}/echo`, idHeader('a1'))).toMatchObject({ id: 'a1' });
});

test('the module and a `contextMiddleware` of the app open one context', async () => {
  const app = await create('express', appModule(ContextModule.forRoot()));
  app.use(
    contextMiddleware({
      setup: (message) => {
        tenant.name = fromHost(message);
      },
    }),
  );
  const url = await listen(app);
  const headers = { ...idHeader('a1'), 'X-Tenant': 't1' };
  expect(await body(`${url}/echo`, headers)).toMatchObject({ id: 'a1', tenant: 't1' });
});

test.for(platforms)(
  '%s: handlers behind a middleware that opens a child stay in the child',
  async (platform) => {
    @Controller()
    class IdentController {
      @Get('ident')
      ident(): object {
        return { ident: Context.current()?.ident };
      }
    }
    @Module({ imports: [ContextModule.forRoot()], controllers: [IdentController] })
    class AppModule {}
    const app = await create(platform, AppModule);
    app.use((message: IncomingMessage, _response: unknown, next: () => void) => {
      const isElsewhere = message.headers['x-tenant'] === 'elsewhere';
      Context.current()
        ?.fork()
        .enter(() => (isElsewhere ? Context.exit(next) : next()));
    });
    const url = await listen(app);
    expect(await body(`${url}/ident`, idHeader('a1'))).toEqual({ ident: 'a1/1' });
    // A `next` that is called elsewhere returns to where the middleware was called.
    const headers = { ...idHeader('a1'), 'X-Tenant': 'elsewhere' };
    expect(await body(`${url}/ident`, headers)).toEqual({ ident: 'a1' });
  },
);

test('two apps of a process keep their own options', async () => {
  const [one, other] = await Promise.all([
    start('express', { header: 'X-One' }),
    start('express', { header: 'X-Other' }),
  ]);
  const headers = { 'X-One': '1', 'X-Other': '2' };
  expect(await body(`${one}/echo`, headers)).toMatchObject({ id: '1' });
  expect(await body(`${other}/echo`, headers)).toMatchObject({ id: '2' });
});

test('an app without the module is as it was, beside one with it', async () => {
  await start('express');
  @Controller()
  class BareController {
    @Get('bare')
    bare(@Req() message: IncomingMessage): object {
      return { hasContext: Context.current() !== undefined, id: message.headers['x-request-id'] };
    }
  }
  @Module({ controllers: [BareController] })
  class BareModule {}
  const url = await listen(await create('express', BareModule));
  expect(await body(`${url}/bare`, idHeader('a1'))).toEqual({ hasContext: false, id: 'a1' });
});

test('a module that is imported twice opens one context, in which both of `setup` run', async () => {
  const other = new Local<{ name: string }>({ name: '' });
  @Controller()
  class BothController {
    @Get('both')
    both(): object {
      return { id: request.id, names: [tenant.name, other.name] };
    }
  }
  const setup = (): void => {
    other.name = 'second';
  };
  @Module({ imports: [ContextModule.forRoot({ header: 'X-Other', setup })] })
  class OtherModule {}
  @Module({
    imports: [
      ContextModule.forRoot({
        setup: () => {
          tenant.name = 'first';
        },
      }),
      OtherModule,
    ],
    controllers: [BothController],
  })
  class AppModule {}
  const warned = once(process, 'warning');
  const url = await listen(await create('express', AppModule));
  expect(await body(`${url}/both`, idHeader('a1'))).toEqual({
    id: 'a1',
    names: ['first', 'second'],
  });
  const [{ message }] = (await warned) as [Error];
  expect(message).toContain('`header` of a further `ContextModule.forRoot` cannot apply');
});

test('lists of middleware run in the context, and an app of Express is mounted as it is', async () => {
  const app = await create('express', appModule(ContextModule.forRoot()));
  const seen: unknown[] = [];
  const look = (_message: unknown, _response: unknown, next: () => void): void => {
    seen.push(Local.peek(request)?.id);
    next();
  };
  app.use([look, look]);
  const mounted = express().get('/', (_message, response) => void response.json(request.id));
  let parent: unknown;
  mounted.on('mount', (given) => {
    parent = given;
  });
  app.use('/mounted', mounted);
  const url = await listen(app);
  expect(await body(`${url}/mounted`, idHeader('a1'))).toBe('a1');
  expect(seen).toEqual(['a1', 'a1']);
  expect(parent).toBe(app.getHttpAdapter().getInstance());
});

test('what a middleware throws after a `setup` that was waited for reaches the exception filters', async () => {
  const setup = (): Promise<void> => Promise.resolve();
  const app = await create('express', appModule(ContextModule.forRoot({ setup })));
  app.use(() => {
    throw new RangeError('in the middleware');
  });
  const url = await listen(app);
  const error = 'RangeError: in the middleware';
  expect(await body(`${url}/echo`, idHeader('a1'))).toEqual({ id: 'a1', error });
});

test('a handler that is registered at the platform itself gets responses as they were', async () => {
  const app = await create('express', appModule(ContextModule.forRoot()));
  const instance = app.getHttpAdapter().getInstance() as express.Express;
  const bare = express().get('/bare', (_message, response) => void response.send('bare'));
  await app.init();
  const served = createServer((message, response) => {
    // Its own responses inherit from those of the app, and no context was opened for the request.
    Object.setPrototypeOf(bare.response, instance.response);
    bare(message, response);
  });
  served.listen(0, '127.0.0.1');
  await once(served, 'listening');
  onTestFinished(() => void served.close());
  const { port } = served.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/bare`);
  expect(await response.text()).toBe('bare');
});

test('outside any context, the service says that there is none', async () => {
  const root = appModule(ContextModule.forRoot());
  const app = await NestFactory.createApplicationContext(root, { logger: false });
  onTestFinished(() => app.close());
  const service = app.get(ContextService);
  expect([service.id, service.path, service.context]).toEqual([undefined, undefined, undefined]);
});

const made: ContextModuleOptions = { header: 'X-Made' };

@Injectable()
class OptionsFactory {
  createContextModuleOptions(): Promise<ContextModuleOptions> {
    return Promise.resolve(made);
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class FactoryModule {}

test.for([
  {
    way: 'useFactory',
    module: ContextModule.forRootAsync({
      imports: [FactoryModule],
      inject: [OptionsFactory],
      useFactory: (factory: OptionsFactory) => factory.createContextModuleOptions(),
    }),
  },
  { way: 'useClass', module: ContextModule.forRootAsync({ useClass: OptionsFactory }) },
  {
    way: 'useExisting',
    module: ContextModule.forRootAsync({ imports: [FactoryModule], useExisting: OptionsFactory }),
  },
])('the options may come from $way', async ({ module }) => {
  const url = await listen(await create('express', appModule(module)));
  expect(await body(`${url}/echo`, { 'X-Made': 'a1' })).toMatchObject({ id: 'a1' });
});

test('options that do not exist, or are not what they should be, are refused at once', () => {
  const wrong =
    (options: object): (() => unknown) =>
    () =>
      ContextModule.forRoot(options);
  expect(wrong({ messageID: () => 'x' })).toThrow(
    'Unknown option `messageID` for `ContextModule.forRoot`: did you mean `messageId`?',
  );
  expect(wrong({ headers: 'X-Id' })).toThrow('did you mean `header`?');
  expect(wrong({ jobId: 'x' })).toThrow("Expected `jobId` to be a function, got `'x'` (string)");
  expect(wrong({ timeout: -1 })).toThrow('Expected `timeout`');
  expect(() =>
    ContextModule.forRootAsync({ useFactory: () => ({}), useClass: OptionsFactory }),
  ).toThrow(
    'Expected `options` to be an object with one of `useFactory`, `useClass` and `useExisting`, got an object',
  );
  expect(() => ContextModule.forRootAsync(null as never)).toThrow(
    'Expected `options` to be an object, got `null`',
  );
  expect(() => ContextModule.forRootAsync({ useFactory: Promise.resolve({}) } as object)).toThrow(
    'Expected `useFactory` to be a function, got a promise',
  );
  expect(() => ContextModule.forRootAsync({ usefactory: () => ({}) } as object)).toThrow(
    'did you mean `useFactory`?',
  );
});

test('an app does not start with wrong options that a provider made', async () => {
  const module = ContextModule.forRootAsync({ useFactory: () => ({ timeout: -1 }) });
  await expect(create('express', appModule(module))).rejects.toThrow('Expected `timeout`');
});
