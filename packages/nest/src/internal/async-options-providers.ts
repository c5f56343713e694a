import { expected, expectFunction, optionsChecker } from '@aiolocals/core/options';
import type { FactoryProvider, Provider } from '@nestjs/common';
import type {
  ContextModuleAsyncOptions,
  ContextModuleOptionsFactory,
} from '../context-module-options.js';

const anything = (): void => {};
const checkOptions = optionsChecker('ContextModule.forRootAsync', {
  imports: anything,
  inject: anything,
  useFactory: expectFunction,
  useClass: expectFunction,
  useExisting: anything,
});

/** Returns the providers that make the options of the module, under `token`. */
export function asyncOptionsProviders(
  token: symbol,
  options: ContextModuleAsyncOptions,
): Provider[] {
  checkOptions(options);
  const { useFactory, useClass, useExisting, inject = [] } = options;
  const given = [useFactory, useClass, useExisting].filter((way) => way !== undefined);
  if (given.length !== 1) {
    const what = 'an object with one of `useFactory`, `useClass` and `useExisting`';
    throw expected('options', what, options);
  }
  if (useFactory !== undefined) {
    const made = useFactory as FactoryProvider['useFactory'];
    return [{ provide: token, useFactory: made, inject: [...inject] }];
  }
  const factory = useClass ?? useExisting;
  return [
    ...(useClass === undefined ? [] : [useClass]),
    {
      provide: token,
      useFactory: (maker: ContextModuleOptionsFactory) => maker.createContextModuleOptions(),
      inject: [factory as NonNullable<typeof factory>],
    },
  ];
}
