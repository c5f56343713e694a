import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { ContextModuleAsyncOptions, ContextModuleOptions } from './context-module-options.js';
import { ContextService } from './context-service.js';
import { asyncOptionsProviders } from './internal/async-options-providers.js';
import { installContexts } from './internal/install-contexts.js';
import { type ModulePolicy, modulePolicy } from './internal/module-policy.js';

const POLICY = Symbol('@aiolocals/nest policy');
const OPTIONS = Symbol('@aiolocals/nest options');
const INSTALLED = Symbol('@aiolocals/nest installed');

/** What hooks the contexts into an app, once its options are known and before it registers anything. */
const installer: Provider = {
  provide: INSTALLED,
  useFactory: installContexts,
  inject: [POLICY, ApplicationConfig, HttpAdapterHost, ModulesContainer],
};

/**
 * Gives each request, message and job of a Nest app its own context. Import it once, into the root module. It is global:
 * {@link ContextService} can be injected anywhere.
 *
 * @example
 * ```ts
 * import { request } from '@aiolocals/core';
 * import { ContextModule } from '@aiolocals/nest';
 * import { Controller, Get, Module } from '@nestjs/common';
 *
 * @Controller('cats')
 * class CatsController {
 *   @Get()
 *   find() {
 *     return { id: request.id };
 *   }
 * }
 *
 * @Module({ imports: [ContextModule.forRoot()], controllers: [CatsController] })
 * class AppModule {}
 * ```
 */
// oxlint-disable-next-line typescript/no-extraneous-class -- a module of Nest is a class
export class ContextModule {
  /**
   * Returns the module with these options.
   *
   * @throws TypeError if an option does not exist or is not what it should be.
   *
   * @example
   * ```ts
   * import { ContextModule } from '@aiolocals/nest';
   *
   * export const imports = [ContextModule.forRoot({ header: 'X-Correlation-ID', timeout: 30_000 })];
   * ```
   */
  static forRoot(options: ContextModuleOptions = {}): DynamicModule {
    const policy = modulePolicy(options);
    return assemble([], [{ provide: POLICY, useValue: policy }]);
  }

  /**
   * Returns the module with options that a provider makes. The app does not start if they are wrong.
   *
   * @throws TypeError if none or several of `useFactory`, `useClass` and `useExisting` are given.
   *
   * @example
   * ```ts
   * import { ContextModule } from '@aiolocals/nest';
   *
   * export const imports = [
   *   ContextModule.forRootAsync({ useFactory: async () => ({ timeout: 30_000 }) }),
   * ];
   * ```
   */
  static forRootAsync(options: ContextModuleAsyncOptions): DynamicModule {
    const made = asyncOptionsProviders(OPTIONS, options);
    return assemble(options.imports ?? [], [
      ...made,
      {
        provide: POLICY,
        useFactory: (given: ContextModuleOptions): ModulePolicy => modulePolicy(given),
        inject: [OPTIONS],
      },
    ]);
  }
}
Module({})(ContextModule);

function assemble(
  imports: NonNullable<DynamicModule['imports']>,
  providers: readonly Provider[],
): DynamicModule {
  return {
    module: ContextModule,
    global: true,
    imports,
    providers: [...providers, installer, ContextService],
    exports: [ContextService],
  };
}
