import type { EventEmitter } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Uploads } from './uploads.js';

// Several versions of each framework are in one program, which knows no types for most of them.

export type ExpressRequest = IncomingMessage & Record<string, unknown>;

export interface ExpressResponse extends ServerResponse {
  send(body: unknown): void;
  json(body: unknown): void;
  jsonp(body: unknown): void;
  redirect(url: string): void;
  sendFile(path: string, done: (error?: Error) => void): void;
  download(path: string, done: (error?: Error) => void): void;
  render(view: string, done: (error: Error | null, text: string) => void): void;
  readonly req: ExpressRequest;
}

type Next = (error?: unknown) => void;
export type ExpressHandler = (req: ExpressRequest, res: ExpressResponse, next: Next) => unknown;
export type ExpressErrorHandler = (
  error: Error,
  req: ExpressRequest,
  res: ExpressResponse,
  next: Next,
) => unknown;

export interface ExpressRouter {
  (req: ExpressRequest, res: ExpressResponse, next: Next): void;
  use(...handlers: ExpressHandler[]): unknown;
  use(handler: ExpressErrorHandler): unknown;
  get(path: string, ...handlers: ExpressHandler[]): unknown;
  post(path: string, ...handlers: ExpressHandler[]): unknown;
  param(
    name: string,
    callback: (req: ExpressRequest, res: ExpressResponse, next: Next, value: string) => unknown,
  ): unknown;
}

export interface ExpressApp extends ExpressRouter, RequestListener {
  set(name: string, value: unknown): unknown;
  engine(
    extension: string,
    render: (
      path: string,
      options: object,
      done: (error: Error | null, text: string) => void,
    ) => void,
  ): unknown;
}

export interface Express {
  (): ExpressApp;
  Router(): ExpressRouter;
  json(): ExpressHandler;
  urlencoded(options: { extended: boolean }): ExpressHandler;
  text(): ExpressHandler;
  raw(): ExpressHandler;
}

export interface KoaContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly headers: IncomingMessage['headers'];
  readonly originalUrl: string;
  readonly request: { readonly body?: unknown; readonly files?: Uploads };
  session?: Record<string, unknown>;
  readonly app: { readonly middleware: readonly unknown[] };
  respond: boolean;
  status: number;
  body: unknown;
}

export type KoaMiddleware = (ctx: KoaContext, next: () => Promise<unknown>) => unknown;

export interface KoaApp extends EventEmitter {
  silent: boolean;
  keys: string[];
  use(middleware: KoaMiddleware): KoaApp;
  callback(): RequestListener;
}

export type Koa = new () => KoaApp;
