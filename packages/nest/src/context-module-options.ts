import type { Allow, Carrier } from '@aiolocals/core/carrier';
import type { RequestOptions } from '@aiolocals/core/http';
import type {
  DynamicModule,
  InjectionToken,
  OptionalFactoryDependency,
  Type,
} from '@nestjs/common';

/**
 * How the contexts of requests, messages and jobs are opened.
 *
 * The options of {@link RequestOptions} are for requests over HTTP, on Express and Fastify. Their functions get Node's own
 * request and response.
 */
export interface ContextModuleOptions extends RequestOptions {
  /**
   * Returns the id that a message of a microservice carries, or undefined for none. It is honoured if `validate` accepts
   * it; else the message gets a new id.
   *
   * @param data - The payload of the message.
   * @param context - Nest's own context of the message, such as a `TcpContext` or `KafkaContext`.
   * @default Each message gets a new id.
   * @example `{ messageId: (data) => (data as { requestId?: string }).requestId }`
   */
  readonly messageId?: (data: unknown, context: unknown) => string | undefined;
  /**
   * Returns the id that a job of BullMQ carries, or undefined for none. It is honoured if `validate` accepts it; else the
   * job gets a new id.
   *
   * @param job - BullMQ's job.
   * @default Each run gets a new id.
   * @example `{ jobId: (job) => (job as Job<{ requestId?: string }>).data.requestId }`
   */
  readonly jobId?: (job: unknown) => string | undefined;
  /**
   * Returns the carrier that a message of a microservice brings, or undefined for none: what `captureContext` of
   * `@aiolocals/workers` returned where it was sent. The message starts with the state and the id of that
   * context, as far as the policies of the Locals here and `allow` let them arrive. An id that `messageId` returns comes
   * first. A damaged carrier is left out, with a warning.
   *
   * @param data - The payload of the message.
   * @param context - Nest's own context of the message.
   * @default Each message starts with empty state.
   * @example `{ messageCarrier: (data) => (data as { carrier?: Carrier }).carrier }`
   */
  readonly messageCarrier?: (data: unknown, context: unknown) => Carrier | undefined;
  /**
   * Returns the carrier that a job of BullMQ brings, or undefined for none. The rules of `messageCarrier` hold.
   *
   * @param job - BullMQ's job.
   * @default Each run starts with empty state.
   * @example `{ jobCarrier: (job) => (job as Job<{ carrier?: Carrier }>).data.carrier }`
   */
  readonly jobCarrier?: (job: unknown) => Carrier | undefined;
  /**
   * Lets only this state arrive out of carriers: a list of keys of Locals, or for each key its attributes.
   *
   * @default what the policies of the Locals allow
   * @example `{ allow: { 'aiolocals.request': ['id'] } }`
   */
  readonly allow?: Allow;
}

/** A provider that makes the options, for `useClass` and `useExisting`. */
export interface ContextModuleOptionsFactory {
  createContextModuleOptions(): ContextModuleOptions | Promise<ContextModuleOptions>;
}

/** Where the options of {@link ContextModule.forRootAsync} come from: one of `useFactory`, `useClass` and `useExisting`. */
export interface ContextModuleAsyncOptions {
  /** The modules that provide what is injected. */
  readonly imports?: NonNullable<DynamicModule['imports']>;
  /** What `useFactory` is called with. */
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[];
  /** Returns the options, or a promise for them. */
  readonly useFactory?: (
    ...injected: never[]
  ) => ContextModuleOptions | Promise<ContextModuleOptions>;
  /** A class that is made a provider, and makes the options. */
  readonly useClass?: Type<ContextModuleOptionsFactory>;
  /** A provider of `imports` that makes the options. */
  readonly useExisting?: InjectionToken<ContextModuleOptionsFactory>;
}
