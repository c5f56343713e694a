import type { HttpAdapterHost } from '@nestjs/core';
import type { HttpAdapter } from './adapter-shapes.js';

/**
 * Calls `use` with the adapter of an app: now, or once the app has one. An app of `Test.createTestingModule` gets its
 * adapter after its providers are made, and an app without HTTP gets none.
 */
export function whenAdapterIsSet(
  host: Pick<HttpAdapterHost, 'httpAdapter'>,
  use: (adapter: HttpAdapter) => void,
): void {
  const current = host.httpAdapter as unknown as HttpAdapter | null | undefined;
  if (current) {
    use(current);
    return;
  }
  // Not by Nest's `init$`: Nest 10 has none.
  const { get, set } = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(host),
    'httpAdapter',
  ) as Required<PropertyDescriptor>;
  Object.defineProperty(host, 'httpAdapter', {
    get,
    set(this: object, adapter: HttpAdapter) {
      use(adapter);
      set.call(this, adapter);
    },
    configurable: true,
  });
}
