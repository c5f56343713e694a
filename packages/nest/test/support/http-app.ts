import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import {
  type ArgumentsHost,
  BadRequestException,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Headers,
  HttpException,
  Inject,
  Injectable,
  type INestApplication,
  type MiddlewareConsumer,
  Module,
  type NestInterceptor,
  type NestModule,
  Param,
  type PipeTransform,
  Post,
  Req,
  RequestMethod,
  Res,
  Scope,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  UsePipes,
  Version,
  VersioningType,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory, REQUEST } from '@nestjs/core';
import { AuthGuard, PassportStrategy } from '@nestjs/passport';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Strategy } from 'passport';
import { interval, map, type Observable, Subject, take, tap } from 'rxjs';
import { bindObservable } from '@aiolocals/nest';
import { SharedConnection } from './shared-connection.js';
import { Tally } from './tally.js';
import type { Way } from './ways.js';

export type Platform = 'express' | 'fastify';

interface Message {
  readonly headers: Record<string, string | string[] | undefined>;
}

interface Reply {
  json?: (body: unknown) => void;
  send: (body: unknown) => void;
  on?: (event: string, listener: () => void) => void;
  raw?: { on: (event: string, listener: () => void) => void };
}

const idOf = ({ headers }: Message): unknown => headers['x-request-id'];
const tick = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 1));

/** An app that is listening, and what its places have seen. */
export interface RunningApp {
  readonly app: INestApplication;
  readonly url: string;
  readonly tally: Tally;
}

/** Starts an app that reports whose id each place of Nest sees. */
export async function startHttpApp(platform: Platform, way: Way): Promise<RunningApp> {
  const tally = new Tally(way.read);
  const see = (place: string, message: Message): void => tally.see(place, idOf(message));
  const connection = new SharedConnection();
  const shared = new Subject<string>();

  @Injectable()
  class GlobalGuard implements CanActivate {
    async canActivate(context: ExecutionContext): Promise<boolean> {
      const message = context.switchToHttp().getRequest<Message>();
      see('global guard', message);
      await tick();
      see('global guard, after an await', message);
      return true;
    }
  }

  @Injectable()
  class GlobalInterceptor implements NestInterceptor {
    intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
      const message = context.switchToHttp().getRequest<Message>();
      see('interceptor, before', message);
      return next.handle().pipe(
        tap({
          next: () => see('interceptor, after', message),
          error: () => see('interceptor, on an error', message),
        }),
      );
    }
  }

  @Catch()
  class GlobalFilter implements ExceptionFilter {
    catch(error: unknown, host: ArgumentsHost): void {
      const message = host.switchToHttp().getRequest<Message>();
      const kind = error instanceof HttpException ? error.getStatus() : (error as Error).name;
      see(`exception filter, ${kind}`, message);
      const response = host.switchToHttp().getResponse<{
        status: (code: number) => { send: (body: unknown) => void };
      }>();
      response.status(error instanceof HttpException ? error.getStatus() : 500).send({ kind });
    }
  }

  @Injectable({ scope: Scope.REQUEST })
  class NumberPipe implements PipeTransform {
    private readonly message: Message;
    constructor(@Inject(REQUEST) message: Message) {
      this.message = message;
      see('constructor of a request-scoped pipe', message);
    }
    transform(value: unknown): unknown {
      see('pipe', this.message);
      if (value === 'bad') throw new BadRequestException();
      return value;
    }
  }

  @Injectable({ scope: Scope.REQUEST })
  class ScopedService {
    private readonly message: Message;
    constructor(@Inject(REQUEST) message: Message) {
      this.message = message;
      see('constructor of a request-scoped provider', message);
    }
    async work(): Promise<void> {
      await tick();
      see('request-scoped provider', this.message);
    }
  }

  @Injectable()
  class RouteGuard implements CanActivate {
    canActivate(context: ExecutionContext): Promise<boolean> {
      const message = context.switchToHttp().getRequest<Message>();
      return new Promise((resolve) => {
        connection.query(() => resolve(true));
      }).then(() => {
        see('guard, after a shared connection', message);
        return true;
      });
    }
  }

  class SharedStrategy extends Strategy {
    private readonly verify: (message: Message, done: (error: null, user: object) => void) => void;
    constructor(verify: (message: Message, done: (error: null, user: object) => void) => void) {
      super();
      this.verify = verify;
    }
    override authenticate(message: Message): void {
      connection.query(() => this.verify(message, (_error, user) => this.success(user)));
    }
  }

  // Passport keeps its strategies for the whole process.
  const strategy = `shared of ${way.name} on ${platform}`;
  @Injectable()
  class UserStrategy extends PassportStrategy(SharedStrategy, strategy) {
    validate(): object {
      return { name: 'Tom' };
    }
  }

  @Catch(RangeError)
  class RangeFilter implements ExceptionFilter {
    catch(_error: unknown, host: ArgumentsHost): void {
      see('filter of a controller', host.switchToHttp().getRequest<Message>());
      host.switchToHttp().getResponse<Reply>().send('out of range');
    }
  }

  @Controller('cats')
  @UseGuards(RouteGuard)
  class CatsController {
    @Get('plain')
    async plain(@Req() message: Message): Promise<{ id: unknown }> {
      see('handler', message);
      await tick();
      see('handler, after an await', message);
      return { id: idOf(message) };
    }

    @Get('range')
    @UseFilters(RangeFilter)
    async range(): Promise<void> {
      await tick();
      throw new RangeError();
    }

    @Get('user')
    @UseGuards(AuthGuard(strategy))
    user(@Req() message: Message): string {
      see('handler behind a passport guard over a shared connection', message);
      return 'Tom';
    }

    @Get('serialized')
    serialized(@Req() message: Message): object {
      return {
        toJSON: () => {
          see('toJSON of a result', message);
          return {};
        },
      };
    }

    @Post('body')
    body(@Req() message: Message, @Body() body: object): object {
      see('handler with a body', message);
      return body;
    }

    @Get('file')
    file(@Req() message: Message): StreamableFile {
      const chunks = ['a', 'b', 'c'];
      const stream = new Readable({
        read() {
          see('read of a streamed file', message);
          const chunk = chunks.shift();
          setTimeout(() => this.push(chunk ?? null), 1);
        },
      });
      return new StreamableFile(stream);
    }

    @Sse('events')
    events(@Req() message: Message): Observable<{ data: string }> {
      see('handler of server-sent events', message);
      return interval(1).pipe(
        take(3),
        map((data) => {
          see('server-sent event', message);
          return { data: String(data) };
        }),
      );
    }

    @Sse('shared')
    shared(@Req() message: Message): Observable<{ data: string }> {
      setTimeout(() => shared.next('x'), 2);
      return bindObservable(shared).pipe(
        take(1),
        map((data) => {
          see('server-sent event of a shared subject', message);
          return { data };
        }),
      );
    }

    @Get('events-of-the-response')
    closing(@Req() message: Message, @Res() reply: Reply): void {
      const response = (reply.raw ?? reply) as NonNullable<Reply['raw']>;
      response.on('finish', () => see('finish of the response', message));
      response.on('close', () => see('close of the response', message));
      reply.send('done');
    }

    @Get('answered-from-elsewhere')
    elsewhere(@Req() message: Message, @Res() reply: Reply): void {
      connection.query(() => {
        reply.send({
          toJSON: () => {
            see('toJSON, answered from elsewhere', message);
            return {};
          },
        });
      });
    }
  }

  @Controller('scoped')
  class ScopedController {
    private readonly service: ScopedService;
    constructor(@Inject(ScopedService) service: ScopedService) {
      this.service = service;
    }

    @Get()
    async find(@Headers('x-request-id') id: string): Promise<string> {
      await this.service.work();
      tally.see('handler of a request-scoped controller', id);
      return 'scoped';
    }

    @Get(':number')
    @UsePipes(NumberPipe)
    piped(@Req() message: Message, @Param('number') number: string): string {
      see('handler behind a pipe', message);
      return number;
    }
  }

  @Controller('versioned')
  class VersionedController {
    @Version('1')
    @Get()
    first(@Req() message: Message): string {
      see('versioned handler, 1', message);
      return '1';
    }

    @Version('2')
    @Get()
    second(@Req() message: Message): string {
      see('versioned handler, 2', message);
      return '2';
    }
  }

  @Module({
    imports: [...way.imports],
    controllers: [CatsController, ScopedController, VersionedController],
    providers: [
      ScopedService,
      UserStrategy,
      { provide: APP_GUARD, useClass: GlobalGuard },
      { provide: APP_INTERCEPTOR, useClass: GlobalInterceptor },
      { provide: APP_FILTER, useClass: GlobalFilter },
    ],
  })
  class AppModule implements NestModule {
    configure(consumer: MiddlewareConsumer): void {
      if (way.middleware !== undefined) consumer.apply(way.middleware).forRoutes('*');
      consumer
        .apply((message: Message, _response: unknown, next: () => void) => {
          see('consumer.apply', message);
          connection.query(next);
        })
        .exclude({ path: 'scoped', method: RequestMethod.GET })
        .forRoutes(CatsController);
      consumer
        .apply((message: Message, _response: unknown, next: () => void) => {
          see('consumer.apply, behind a shared connection', message);
          next();
        })
        .forRoutes(CatsController);
    }
  }

  const options = { logger: false as const };
  const app =
    platform === 'express'
      ? await NestFactory.create(AppModule, options)
      : await NestFactory.create(AppModule, new FastifyAdapter(), options);
  way.mount(app);
  app.use((message: Message, _response: unknown, next: () => void) => {
    see('app.use', message);
    next();
  });
  app.enableVersioning({ type: VersioningType.HEADER, header: 'x-version' });
  // Not all that Nest knows: Deno refuses some.
  app.enableShutdownHooks(['SIGTERM']);
  await app.listen(0, '127.0.0.1');
  const server = app.getHttpServer() as Server;
  if (!server.listening) await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}`, tally };
}

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** What the requests of the tests ask for. */
const ASKED: readonly { path: string; init?: RequestInit; status?: number }[] = [
  { path: '/cats/plain' },
  { path: '/scoped/1' },
  { path: '/scoped/bad', status: 400 },
  { path: '/cats/range' },
  { path: '/cats/user' },
  { path: '/cats/serialized' },
  {
    path: '/cats/body',
    init: { method: 'POST', headers: JSON_TYPE, body: '{"a":1}' },
    status: 201,
  },
  { path: '/cats/body', init: { method: 'POST', headers: JSON_TYPE, body: '{"a":' }, status: 400 },
  { path: '/cats/file' },
  { path: '/cats/events' },
  { path: '/cats/shared' },
  { path: '/cats/events-of-the-response' },
  { path: '/cats/answered-from-elsewhere' },
  { path: '/scoped' },
  { path: '/versioned', init: { headers: { 'X-Version': '1' } } },
  { path: '/versioned', init: { headers: { 'X-Version': '2' } } },
  { path: '/nothing-here', status: 404 },
];

/** Sends so many of each request, all at once, and returns the statuses that were not expected. */
export async function askAll(url: string, times: number): Promise<string[]> {
  const one = async (index: number): Promise<string[]> => {
    const { path, init = {}, status = 200 } = ASKED[index % ASKED.length] as (typeof ASKED)[number];
    const headers = { ...(init.headers as object), 'X-Request-ID': `id-${index}` };
    const response = await fetch(url + path, { ...init, headers });
    await response.text();
    return response.status === status ? [] : [`${path}: ${response.status}`];
  };
  const all = await Promise.all(Array.from({ length: ASKED.length * times }, (_, i) => one(i)));
  return all.flat();
}
